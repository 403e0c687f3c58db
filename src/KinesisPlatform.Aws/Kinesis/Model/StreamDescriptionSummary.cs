namespace Amazon.Kinesis.Model;

public sealed class StreamDescriptionSummary
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public StreamStatus? StreamStatus { get; set; }
    public StreamModeDetails? StreamModeDetails { get; set; }
    public int? RetentionPeriodHours { get; set; }
    public DateTime? StreamCreationTimestamp { get; set; }
    public EncryptionType? EncryptionType { get; set; }
    public string? KeyId { get; set; }
    public int? OpenShardCount { get; set; }
    public int? ConsumerCount { get; set; }
}
