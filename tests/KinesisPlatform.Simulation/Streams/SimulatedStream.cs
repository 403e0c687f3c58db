using System.Globalization;

namespace KinesisPlatform.Simulation.Streams;

/// <summary>One life of a stream.</summary>
internal sealed class SimulatedStream
{
    public SimulatedStream(StreamName name, int incarnation, int shardCount, TimeSpan retention, DateTimeOffset createdAt)
    {
        (Name, Incarnation, Retention, CreatedAt) = (name, incarnation, retention, createdAt);
        var width = UInt128.MaxValue / (UInt128)shardCount;
        for (var i = 0; i < shardCount; i++) Add([], width * (UInt128)i, i == shardCount - 1 ? UInt128.MaxValue : width * (UInt128)(i + 1) - 1, createdAt);
    }

    public StreamName Name { get; }

    /// <summary>Counts the lives of the name.</summary>
    public int Incarnation { get; }

    public TimeSpan Retention { get; }

    public DateTimeOffset CreatedAt { get; }

    public List<SimulatedShard> Shards { get; } = [];

    /// <summary>Until then the stream is CREATING, UPDATING or, when it is deleted, DELETING.</summary>
    public DateTimeOffset BusyUntil { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>How much later than its retention the service trims: it promises a least time only.</summary>
    public TimeSpan TrimDelay { get; set; }

    public IReadOnlyList<SimulatedShard> Open => Shards.FindAll(shard => shard.ClosedAt is null);

    public string StatusAt(DateTimeOffset now) => (DeletedAt, now < BusyUntil) switch
    {
        (not null, _) => "DELETING",
        (_, true) when now < CreatedAt.AddSeconds(2) => "CREATING",
        (_, true) => "UPDATING",
        _ => "ACTIVE",
    };

    public void Trim(DateTimeOffset now)
    {
        foreach (var shard in Shards) shard.Trim(now - Retention - TrimDelay);
    }

    public IEnumerable<SimulatedShard> ListedAt(DateTimeOffset now) => Shards.Where(shard => shard.IsListed(now - Retention - TrimDelay));

    public IReadOnlyList<SimulatedShard> ChildrenOf(SimulatedShard parent) => Shards.FindAll(shard => shard.Parents.Contains(parent));

    public void Split(SimulatedShard parent, DateTimeOffset now)
    {
        parent.ClosedAt = now;
        var middle = parent.Start + (parent.End - parent.Start) / 2;
        Add([parent], parent.Start, middle, now);
        Add([parent], middle + 1, parent.End, now);
    }

    public void Merge(SimulatedShard left, SimulatedShard right, DateTimeOffset now)
    {
        left.ClosedAt = right.ClosedAt = now;
        Add([left, right], left.Start, right.End, now);
    }

    private void Add(IReadOnlyList<SimulatedShard> parents, UInt128 start, UInt128 end, DateTimeOffset now) =>
        Shards.Add(new(this, new(string.Create(CultureInfo.InvariantCulture, $"shardId-{Shards.Count:D12}")), parents, start, end, now));
}
