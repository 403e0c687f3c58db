using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class RegisterStreamConsumerResponse : AmazonWebServiceResponse
{
    public Consumer? Consumer { get; set; }
}
