namespace KinesisPlatform.Streams;

/// <summary>
/// What one read of a shard brought: whole Kinesis records only, de-aggregated, in order. Its records lie in memory of a pool: they are valid until
/// <see cref="Dispose"/>, and using them afterwards throws. A batch that is never disposed costs the pool its memory and nothing else.
/// </summary>
/// <param name="memory">What the records' slices lie in, given back with the batch; null where nothing is pooled.</param>
public sealed class ShardBatch(
    ShardId shardId,
    IReadOnlyList<StreamRecord> records,
    SequenceNumber? lastSequenceNumber,
    DateTimeOffset readUpTo,
    TimeSpan behindLatest,
    ReadGap? gap,
    IReadOnlyList<ShardId>? children,
    IDisposable? memory = null) : IDisposable
{
    public ShardId ShardId { get; } = shardId;

    /// <summary>User records in (sequence, sub-sequence) order; may be empty.</summary>
    public IReadOnlyList<StreamRecord> Records { get; } = records;

    /// <summary>The last Kinesis record in this batch; null when it is empty.</summary>
    public SequenceNumber? LastSequenceNumber { get; } = lastSequenceNumber;

    /// <summary>Everything that arrived before this time has been returned by this or an earlier batch.</summary>
    public DateTimeOffset ReadUpTo { get; } = readUpTo;

    /// <summary>How far this read is behind the shard's tip.</summary>
    public TimeSpan BehindLatest { get; } = behindLatest;

    /// <summary>Records between the start position and this batch that the stream no longer held; null when none.</summary>
    public ReadGap? Gap { get; } = gap;

    /// <summary>Set on the last batch of a closed shard: its children, empty when Kinesis no longer lists any.</summary>
    public IReadOnlyList<ShardId>? Children { get; } = children;

    public bool IsEndOfShard => Children is not null;

    /// <summary>
    /// When the iterator it was read by was opened, as a timestamp of the reader's <see cref="TimeProvider"/>; 0 where that does not matter. An iterator is opened by the stream's
    /// name: only a description of the stream that was asked for later tells whether it is still the same stream, or one created again under its name.
    /// </summary>
    public long OpenedTimestamp { get; init; }

    /// <summary>Gives the records' memory back. Harmless when repeated.</summary>
    public void Dispose()
    {
        (Records as IDisposable)?.Dispose();
        memory?.Dispose();
    }
}
