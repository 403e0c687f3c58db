using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class ListStreamsRequest : AmazonWebServiceRequest
{
    public int? Limit { get; set; }
    public string? ExclusiveStartStreamName { get; set; }
    public string? NextToken { get; set; }
}
