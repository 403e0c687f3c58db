namespace Amazon.Kinesis.Model;

public sealed class StartingPosition
{
    public ShardIteratorType? Type { get; set; }

    /// <summary>With AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.</summary>
    public string? SequenceNumber { get; set; }

    /// <summary>With AT_TIMESTAMP.</summary>
    public DateTime? Timestamp { get; set; }
}
