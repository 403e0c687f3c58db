using System.Globalization;
using KinesisPlatform.Simulation.Scheduling;

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

    /// <summary>Payload and partition key together: a request with a larger record is refused as a whole.</summary>
    public int RecordBytesMax { get; set; } = int.MaxValue;

    /// <summary>Somebody has changed who may put onto it.</summary>
    public bool RefusesCallers { get; set; }

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

    /// <summary>Splits a shard or merges two neighbours, as somebody does who scales the stream; one that is busy with that already refuses.</summary>
    /// <param name="busyMax">How long it is busy then, at most.</param>
    /// <returns>What was done; null for nothing.</returns>
    public string? Reshard(SeededRandom random, int openCountMax, TimeSpan busyMax, DateTimeOffset now)
    {
        if (StatusAt(now) != "ACTIVE") return null;
        var open = Open.OrderBy(shard => shard.Start).ToList();
        BusyUntil = now + random.Between(TimeSpan.Zero, busyMax);
        if (open.Count > 1 && (open.Count >= openCountMax || random.Chance(0.5)))
        {
            var left = random.Next(open.Count - 1);
            Merge(open[left], open[left + 1], now);
            return $"merges {Name} {open[left].Id} {open[left + 1].Id}";
        }
        var parent = random.Pick(open);
        Split(parent, now);
        return $"splits {Name} {parent.Id}";
    }

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
