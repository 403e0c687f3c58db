namespace KinesisPlatform.Aws.Records;

/// <summary>A Kinesis record as it lies in the stream, not de-aggregated.</summary>
/// <param name="Data">A slice of its batch's memory, valid until the batch is disposed.</param>
/// <param name="PartitionKey">UTF-8; a slice as well.</param>
/// <param name="ArrivedAt">Approximate arrival, to the millisecond.</param>
public readonly record struct KinesisRecord(ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> PartitionKey, SequenceNumber SequenceNumber, DateTimeOffset ArrivedAt);
