using System.Text;

namespace KinesisPlatform;

/// <summary>
/// One user record as read from a stream and as archived. Its identity is (stream, shard, sequence number, sub-sequence number).
/// </summary>
/// <param name="SubSequenceNumber">Place within a KPL-aggregated Kinesis record, from 0; 0 for a record that is not aggregated.</param>
/// <param name="PartitionKey">UTF-8.</param>
/// <param name="ExplicitHashKey">UTF-8 decimal; only known for user records of an aggregate that carried one, else null.</param>
/// <param name="ArrivedAt">Kinesis' approximate arrival time, to the millisecond.</param>
/// <param name="Data">The exact payload. May be a slice of a batch's memory, as the keys may: valid until the batch is disposed; keep a copy where a record outlives it.</param>
public readonly record struct StreamRecord(
    ShardId ShardId,
    SequenceNumber SequenceNumber,
    int SubSequenceNumber,
    ReadOnlyMemory<byte> PartitionKey,
    ReadOnlyMemory<byte>? ExplicitHashKey,
    DateTimeOffset ArrivedAt,
    ReadOnlyMemory<byte> Data)
{
    public string PartitionKeyText => Encoding.UTF8.GetString(PartitionKey.Span);
}
