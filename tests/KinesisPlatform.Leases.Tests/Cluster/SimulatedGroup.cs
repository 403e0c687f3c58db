namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>A stream: the shards to read and those read to their end.</summary>
internal sealed class SimulatedGroup
{
    private int _last = -1;

    public SortedSet<string> Open { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Ended { get; } = new(StringComparer.Ordinal);

    public void Add(int count)
    {
        for (var i = 0; i < count; i++) Open.Add($"shardId-{++_last:D12}");
    }

    /// <summary>Every open shard is split in two and read to its end.</summary>
    public void Split()
    {
        var parents = Open.ToList();
        Open.Clear();
        Ended.UnionWith(parents);
        Add(parents.Count * 2);
    }
}
