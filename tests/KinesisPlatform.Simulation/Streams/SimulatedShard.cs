namespace KinesisPlatform.Simulation.Streams;

/// <summary>A shard and all that was ever put into it.</summary>
internal sealed class SimulatedShard(SimulatedStream stream, ShardId id, IReadOnlyList<SimulatedShard> parents, UInt128 start, UInt128 end, DateTimeOffset createdAt)
{
    public SimulatedStream Stream => stream;
    public ShardId Id => id;
    public IReadOnlyList<SimulatedShard> Parents => parents;
    public UInt128 Start => start;
    public UInt128 End => end;
    public DateTimeOffset CreatedAt => createdAt;
    public DateTimeOffset? ClosedAt { get; set; }
    public List<SimulatedRecord> Records { get; } = [];

    /// <summary>Records before this ordinal are gone from the stream.</summary>
    public int FirstKept { get; private set; }

    public void Trim(DateTimeOffset horizon)
    {
        while (FirstKept < Records.Count && Records[FirstKept].Record.ArrivedAt <= horizon) FirstKept++;
    }

    /// <summary>Kinesis forgets a closed shard when its last record has passed the retention.</summary>
    public bool IsListed(DateTimeOffset horizon) => ClosedAt is not { } closedAt || closedAt > horizon;

    /// <returns>The ordinal of the first record at or after a sequence number.</returns>
    public int Find(SequenceNumber sequence)
    {
        var (low, high) = (0, Records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Records[middle].SequenceNumber < sequence) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
