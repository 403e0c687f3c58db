namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>
/// Which shards come before which. Where the stream still lists a shard, its parents are known; a shard that it no longer lists may be anybody's ancestor or
/// descendant, so it comes after every shard with a lower id and before every shard with a higher one (Kinesis numbers shards as it creates them).
/// </summary>
internal static class ShardAncestors
{
    /// <param name="shards">In the order of their ids.</param>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Of(IReadOnlyList<PlannedShard> shards)
    {
        var ancestors = new Dictionary<string, IReadOnlySet<string>>();
        var unlisted = new List<string>();
        foreach (var shard in shards)
        {
            var isListed = shard.StartingHashKey is not null;
            var direct = isListed ? shard.Parents.Where(ancestors.ContainsKey).Concat(unlisted) : ancestors.Keys;
            var all = direct.ToHashSet();
            foreach (var ancestor in all.ToList()) all.UnionWith(ancestors[ancestor]);
            ancestors.Add(shard.Id, all);
            if (!isListed) unlisted.Add(shard.Id);
        }
        return ancestors;
    }
}
