using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DeleteStreamRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public bool? EnforceConsumerDeletion { get; set; }
}
