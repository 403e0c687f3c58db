using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DescribeStreamRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public int? Limit { get; set; }
    public string? ExclusiveStartShardId { get; set; }
}
