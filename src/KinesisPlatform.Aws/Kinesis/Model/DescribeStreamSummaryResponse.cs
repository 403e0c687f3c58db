using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DescribeStreamSummaryResponse : AmazonWebServiceResponse
{
    public StreamDescriptionSummary? StreamDescriptionSummary { get; set; }
}
