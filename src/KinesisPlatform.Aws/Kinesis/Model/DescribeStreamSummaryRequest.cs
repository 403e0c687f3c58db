using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DescribeStreamSummaryRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
}
