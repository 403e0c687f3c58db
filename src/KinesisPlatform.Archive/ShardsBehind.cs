namespace KinesisPlatform.Archive;

/// <summary>Tells how far an archive is behind its stream.</summary>
public static class ShardsBehind
{
    /// <summary>The shards whose records of before <paramref name="until"/> are not all archived.</summary>
    /// <param name="checkpoints">Of the stream's incarnation; null when nothing of it is archived.</param>
    public static IReadOnlyList<ShardId> Of(CheckpointMap? checkpoints, IReadOnlyCollection<ListedShard> listed, DateTimeOffset until) => checkpoints is null
        ? [.. listed.Select(shard => shard.Id)]
        : [.. listed.Where(shard => !IsArchived(shard, listed, checkpoints.Shards, until)).Select(shard => shard.Id)];

    private static bool IsArchived(ListedShard shard, IReadOnlyCollection<ListedShard> listed, IReadOnlyDictionary<ShardId, ShardCheckpoint> checkpoints, DateTimeOffset until)
    {
        if (checkpoints.TryGetValue(shard.Id, out var own)) return own.IsEnded || own.ReadUpTo >= until;
        // A parent that was read past the time and had not ended yet: the child began later.
        if (shard.Parents.Any(p => checkpoints.TryGetValue(p, out var parent) && !parent.IsEnded && parent.ReadUpTo >= until)) return true;
        // An ended shard leaves the map once its children are in it.
        var children = listed.Where(other => other.Parents.Contains(shard.Id)).ToList();
        return shard.IsClosed && children.Count > 0 && children.All(c => checkpoints.ContainsKey(c.Id));
    }
}
