using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class GetShardIteratorRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public string? ShardId { get; set; }
    public ShardIteratorType? ShardIteratorType { get; set; }
    public string? StartingSequenceNumber { get; set; }
    public DateTime? Timestamp { get; set; }

    bool IStreamRequest.IsDataOperation => true;
}
