namespace Amazon.Kinesis.Model;

public sealed class StreamDescription
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public StreamStatus? StreamStatus { get; set; }
    public StreamModeDetails? StreamModeDetails { get; set; }
    public int? RetentionPeriodHours { get; set; }
    public DateTime? StreamCreationTimestamp { get; set; }
    public EncryptionType? EncryptionType { get; set; }
    public string? KeyId { get; set; }
    public List<Shard>? Shards { get; set; }
    public bool? HasMoreShards { get; set; }
}
