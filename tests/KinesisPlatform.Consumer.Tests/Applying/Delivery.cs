using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>A record on its way to the consumer, and what the state of its key is once it is applied: null for a tombstone.</summary>
/// <param name="ShardCount">How many shards the stream had when the record was put: keys are spread over them in turn.</param>
internal sealed record Delivery(int Key, ReplayRecord Record, string? Value, int ShardCount)
{
    public static Delivery Live(int key, int sequenceNumber, int sub, bool isTombstone, int shardCount = 1) =>
        new(key, Make(sequenceNumber, sub, null, isTombstone), isTombstone ? null : $"{sequenceNumber}/{sub}", shardCount);

    /// <summary>Whether its shard, at its time, was that of the key.</summary>
    public bool IsOfShardOf(int key) => Key % ShardCount == key % ShardCount;

    public Delivery Replayed(ReplayOrigin origin) => this with
    {
        Record = new(Record.Original, origin, Record.Payload, Record.Data),
        Value = Value is null || !origin.IsOverwrite ? Value : $"{Value} by {origin.ReplayId}",
    };

    private static ReplayRecord Make(int sequenceNumber, int sub, ReplayOrigin? replay, bool isTombstone)
    {
        ReadOnlyMemory<byte> payload = isTombstone ? default : "1"u8.ToArray();
        return new(new("flights", "shardId-000000000000", SequenceNumber.Parse($"{sequenceNumber}"), sub), replay, payload, payload);
    }
}
