namespace KinesisPlatform.Archive;

/// <summary>Tells how far an archive is behind its stream.</summary>
public static class ShardsBehind
{
    /// <summary>The shards whose records of before <paramref name="until"/> are not all in <paramref name="version"/>.</summary>
    /// <param name="source">Null when the stream is gone: nothing more can be archived then.</param>
    /// <param name="version">Null when nothing is archived.</param>
    public static IReadOnlyList<ShardId> Of(StreamDescription? source, TableVersion? version, DateTimeOffset until)
    {
        if (source is null) return [];
        var behind = version?.CheckpointsOf(source.CreatedAt) is { } checkpoints ? source.Shards.Where(shard => !IsArchived(shard, source.Shards, checkpoints.Shards, until)) : source.Shards;
        return [.. behind.Select(shard => shard.Id)];
    }

    private static bool IsArchived(ShardDescription shard, IReadOnlyList<ShardDescription> listed, IReadOnlyDictionary<ShardId, ShardCheckpoint> checkpoints, DateTimeOffset until)
    {
        if (checkpoints.TryGetValue(shard.Id, out var own)) return own.IsEnded || own.ReadUpTo >= until;
        // A parent that was read past the time and had not ended yet: the child began later.
        if (shard.Parents.Any(p => checkpoints.TryGetValue(p, out var parent) && !parent.IsEnded && parent.ReadUpTo >= until)) return true;
        // An ended shard leaves the map once its children are in it.
        var children = listed.Where(other => other.Parents.Contains(shard.Id)).ToList();
        return shard.IsClosed && children.Count > 0 && children.All(c => checkpoints.ContainsKey(c.Id));
    }
}
