using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class RegisterStreamConsumerRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamARN { get; set; }

    /// <summary>Unique within the stream.</summary>
    public string? ConsumerName { get; set; }
}
