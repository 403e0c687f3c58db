namespace KinesisPlatform.Streams.Topology;

/// <summary>Which shards may be read when: a child only after its parents, so that a key's records stay in order across splits and merges.</summary>
public static class ShardLineage
{
    /// <summary>The shards to read now: not read to their end yet, with no parent left to read.</summary>
    /// <param name="listed">Every shard that the stream lists. A parent that it no longer lists has passed the retention: nothing is left to read there.</param>
    /// <param name="ended">Shards already read to their end; ids that are no longer listed do no harm.</param>
    public static IReadOnlyList<ShardDescription> Readable(IReadOnlyList<ShardDescription> listed, IReadOnlySet<ShardId> ended)
    {
        var waitedFor = listed.Select(s => s.Id).Where(id => !ended.Contains(id)).ToHashSet();
        return [.. listed.Where(shard => waitedFor.Contains(shard.Id) && !shard.Parents.Any(waitedFor.Contains))];
    }

    /// <summary>The listed children of a shard, ordered by id.</summary>
    public static IReadOnlyList<ShardId> ChildrenOf(ShardId parent, IReadOnlyList<ShardDescription> listed) =>
        [.. listed.Where(shard => shard.Parents.Contains(parent)).Select(shard => shard.Id).Order()];
}
