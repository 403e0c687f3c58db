using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class PutRecordRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public MemoryStream? Data { get; set; }
    public string? PartitionKey { get; set; }
    public string? ExplicitHashKey { get; set; }
    public string? SequenceNumberForOrdering { get; set; }

    bool IStreamRequest.IsDataOperation => true;
}
