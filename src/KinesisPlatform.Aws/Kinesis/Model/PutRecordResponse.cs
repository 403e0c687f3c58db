using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class PutRecordResponse : AmazonWebServiceResponse
{
    public string? ShardId { get; set; }
    public string? SequenceNumber { get; set; }
    public EncryptionType? EncryptionType { get; set; }
}
