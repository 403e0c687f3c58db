using KinesisPlatform.Archiver.Archiving;

namespace KinesisPlatform.Archiver.Loss;

/// <summary>Since when records of a stream may lie in it that the table does not hold. Pure.</summary>
internal static class UnarchivedRecords
{
    /// <param name="listed">What the stream lists; a shard's parents are told from it.</param>
    /// <param name="untouchedSince">While nothing of the stream is archived: since when. It outlives this archiver, which a shard that cannot be read may pass through as through others.</param>
    /// <param name="othersUpTo">Up to when the table must hold the shards of other archivers: those commit the position of an idle shard only now and then. One that is further behind is watched here too, perhaps nobody has it.</param>
    /// <returns>The earliest of all shards; null when every shard is archived to its end.</returns>
    public static DateTimeOffset? Since(IReadOnlyDictionary<ShardId, ShardProgress> shards, IReadOnlyList<ShardDescription> listed, DateTimeOffset? untouchedSince, DateTimeOffset othersUpTo)
    {
        var parents = listed.ToDictionary(shard => shard.Id, shard => shard.Parents);
        DateTimeOffset? earliest = null;
        foreach (var shard in shards.Values)
        {
            var since = Since(shard, shards, parents.GetValueOrDefault(shard.ShardId, []), untouchedSince);
            if (!shard.IsHeld && since > othersUpTo) continue;
            if (earliest is null || since < earliest) earliest = since ?? earliest;
        }
        return earliest;
    }

    private static DateTimeOffset? Since(ShardProgress shard, IReadOnlyDictionary<ShardId, ShardProgress> shards, IReadOnlyList<ShardId> parents, DateTimeOffset? untouchedSince)
    {
        // Arrived and read, but lost all the same when the commit does not come in time.
        if (shard.OldestBufferedAt is { } buffered) return buffered;
        if (shard.IsRead) return null;
        if (shard.ReadUpTo is { } readUpTo) return readUpTo;
        // Never read: its first record came after the last of its parents. While one of them is not done, it speaks for its children too.
        var known = parents.Where(shards.ContainsKey).Select(parent => shards[parent]).ToList();
        if (known.Any(parent => !parent.IsRead)) return null;
        return known.Count > 0 ? known.Max(parent => parent.ReadUpTo) : untouchedSince ?? shard.SeenAt;
    }
}
