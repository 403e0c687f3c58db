namespace Amazon.Kinesis.Model;

public sealed class Record
{
    public MemoryStream? Data { get; set; }
    public string? PartitionKey { get; set; }
    public string? SequenceNumber { get; set; }
    public DateTime? ApproximateArrivalTimestamp { get; set; }
    public EncryptionType? EncryptionType { get; set; }
}
