using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The consumer is named by its ARN, or by its name and its stream.</summary>
public sealed class DeregisterStreamConsumerRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamARN { get; set; }

    public string? ConsumerName { get; set; }

    public string? ConsumerARN { get; set; }

    string? IStreamRequest.StreamARN => StreamARN ?? ConsumerARN;
}
