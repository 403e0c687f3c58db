namespace KinesisPlatform.Streams.Writing;

/// <summary>The records that wait for one shard and may go: the first of each partition key, linked in the order in which they go.</summary>
/// <param name="shard">Null before the stream's shards are known.</param>
internal sealed class ShardLane(ShardDescription? shard, ShardPace pace)
{
    private PendingRecord? _tail;

    public ShardDescription? Shard => shard;

    public ShardPace Pace => pace;

    public PendingRecord? Head { get; private set; }

    public bool IsEmpty => Head is null;

    /// <summary>Records linked here, not those behind them in their keys' chains.</summary>
    public int Count { get; private set; }

    /// <summary>Of all that waits for this shard, chains included.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the first of these has waited long enough for others.</summary>
    public TimeSpan DueAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>When the shard's pace allows more.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>Whether an answer showed that the stream's shards are not those known: what is aggregated by them may go astray.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Whether the record belongs into this shard, as far as is known.</summary>
    public bool Holds(PendingRecord record) =>
        shard is not null && (IsWhole(shard) || ShardMap.Holds(shard, record.HashKey));

    public void PushBack(PendingRecord record)
    {
        record.NextInLane = null;
        if (_tail is null) Head = record;
        else _tail.NextInLane = record;
        _tail = record;
        Count++;
    }

    public void PushFront(PendingRecord record)
    {
        record.NextInLane = Head;
        Head = record;
        _tail ??= record;
        Count++;
    }

    public PendingRecord PopFront()
    {
        var record = Head!;
        Head = record.NextInLane;
        if (Head is null) _tail = null;
        record.NextInLane = null;
        Count--;
        return record;
    }

    /// <summary>Counts a record's bytes here.</summary>
    public void Weigh(PendingRecord record)
    {
        record.Lane = this;
        Bytes += record.Bytes;
    }

    /// <summary>Stops to count a record's bytes, wherever that is.</summary>
    public static void Unweigh(PendingRecord record)
    {
        if (record.Lane is not { } lane) return;
        lane.Bytes -= record.Bytes;
        record.Lane = null;
    }

    // The only shard: its hash keys need not be computed.
    private static bool IsWhole(ShardDescription shard) => shard.StartingHashKey == UInt128.MinValue && shard.EndingHashKey == UInt128.MaxValue;
}
