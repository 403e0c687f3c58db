namespace Amazon.Kinesis.Model;

public sealed class SequenceNumberRange
{
    public string? StartingSequenceNumber { get; set; }

    /// <summary>Null while the shard is open.</summary>
    public string? EndingSequenceNumber { get; set; }
}
