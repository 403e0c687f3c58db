namespace KinesisPlatform.Aws.Records;

/// <summary>A record to put.</summary>
/// <param name="ExplicitHashKey">Decimal 128-bit; null to let Kinesis hash the partition key.</param>
public readonly record struct PutEntry(ReadOnlyMemory<byte> Data, string PartitionKey, string? ExplicitHashKey);
