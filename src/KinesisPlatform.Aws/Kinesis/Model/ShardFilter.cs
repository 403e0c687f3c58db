namespace Amazon.Kinesis.Model;

public sealed class ShardFilter
{
    public ShardFilterType? Type { get; set; }
    public string? ShardId { get; set; }
    public DateTime? Timestamp { get; set; }
}
