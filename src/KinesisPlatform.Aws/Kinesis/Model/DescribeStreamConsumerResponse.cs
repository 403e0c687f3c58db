using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DescribeStreamConsumerResponse : AmazonWebServiceResponse
{
    public ConsumerDescription? ConsumerDescription { get; set; }
}
