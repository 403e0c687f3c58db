using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Subscriptions;

/// <summary>What Kinesis pushed at once.</summary>
/// <param name="batch">Its <see cref="RecordBatch.NextShardIterator"/> is the event's ContinuationSequenceNumber, null at the shard's end.</param>
/// <param name="sentAfter">A time before which the event was not sent, but for the network's delay and the difference of the clocks.</param>
public sealed class ShardEvent(RecordBatch batch, DateTimeOffset sentAfter) : IDisposable
{
    /// <summary>May be without records: such events tell that the shard is read up to its tip.</summary>
    public RecordBatch Batch { get; } = batch;

    public DateTimeOffset SentAfter { get; } = sentAfter;

    /// <summary>The sequence number after which to subscribe again: of the last record sent so far, or one between it and the next. Null at the shard's end.</summary>
    public string? ContinuationSequenceNumber => Batch.NextShardIterator;

    public void Dispose() => Batch.Dispose();
}
