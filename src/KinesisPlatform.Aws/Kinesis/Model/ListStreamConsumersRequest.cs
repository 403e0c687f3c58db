using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class ListStreamConsumersRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamARN { get; set; }

    public string? NextToken { get; set; }

    public int? MaxResults { get; set; }

    public DateTime? StreamCreationTimestamp { get; set; }
}
