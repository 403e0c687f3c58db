using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DeregisterStreamConsumerResponse : AmazonWebServiceResponse;
