using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DescribeStreamResponse : AmazonWebServiceResponse
{
    public StreamDescription? StreamDescription { get; set; }
}
