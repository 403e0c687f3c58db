namespace Amazon.Kinesis.Model;

public sealed class ConsumerDescription
{
    public string? ConsumerName { get; set; }
    public string? ConsumerARN { get; set; }
    public ConsumerStatus? ConsumerStatus { get; set; }
    public DateTime? ConsumerCreationTimestamp { get; set; }
    public string? StreamARN { get; set; }
}
