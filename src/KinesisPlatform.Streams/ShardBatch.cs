namespace KinesisPlatform.Streams;

/// <summary>What one read of a shard brought: whole Kinesis records only, de-aggregated, in order.</summary>
/// <param name="Records">User records in (sequence, sub-sequence) order; may be empty.</param>
/// <param name="LastSequenceNumber">The last Kinesis record in this batch; null when it is empty.</param>
/// <param name="ReadUpTo">Everything that arrived before this time has been returned by this or an earlier batch.</param>
/// <param name="BehindLatest">How far this read is behind the shard's tip.</param>
/// <param name="Gap">Records between the start position and this batch that the stream no longer held; null when none.</param>
/// <param name="Children">Set on the last batch of a closed shard: its children, empty when Kinesis no longer lists any.</param>
public sealed record ShardBatch(
    ShardId ShardId,
    IReadOnlyList<StreamRecord> Records,
    SequenceNumber? LastSequenceNumber,
    DateTimeOffset ReadUpTo,
    TimeSpan BehindLatest,
    ReadGap? Gap,
    IReadOnlyList<ShardId>? Children)
{
    public bool IsEndOfShard => Children is not null;
}
