namespace Amazon.Kinesis.Model;

public sealed class StreamSummary
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public StreamStatus? StreamStatus { get; set; }
    public StreamModeDetails? StreamModeDetails { get; set; }
    public DateTime? StreamCreationTimestamp { get; set; }
}
