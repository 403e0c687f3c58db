namespace KinesisPlatform.Streams;

/// <summary>A record to put.</summary>
/// <param name="PartitionKey">1 to 256 characters.</param>
/// <param name="ExplicitHashKey">Decimal 128-bit; null to let Kinesis hash the partition key.</param>
public sealed record OutgoingRecord(string PartitionKey, ReadOnlyMemory<byte> Data, string? ExplicitHashKey = null)
{
    /// <summary>Records of one such key reach the stream in the order in which they were accepted, as far as <see cref="ProducerOptions.KeepsOrder"/>; null for a record that has no order.</summary>
    public string? OrderKey { get; init; } = PartitionKey;
}
