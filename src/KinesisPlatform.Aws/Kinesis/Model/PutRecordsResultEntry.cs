namespace Amazon.Kinesis.Model;

public sealed class PutRecordsResultEntry
{
    public string? SequenceNumber { get; set; }

    public string? ShardId { get; set; }

    /// <summary>Null when the record was put.</summary>
    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }
}
