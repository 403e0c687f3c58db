using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Amazon.SQS.Model;

public sealed class CreateQueueRequest : AmazonWebServiceRequest
{
    public CreateQueueRequest() { }

    public CreateQueueRequest(string queueName) => QueueName = queueName;

    public string? QueueName { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
    // The one member of this service whose name on the wire begins in lower case.
    [JsonPropertyName("tags")]
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class CreateQueueResponse : AmazonWebServiceResponse
{
    public string? QueueUrl { get; set; }
}

public sealed class GetQueueUrlRequest : AmazonWebServiceRequest
{
    public GetQueueUrlRequest() { }

    public GetQueueUrlRequest(string queueName) => QueueName = queueName;

    public string? QueueName { get; set; }
    public string? QueueOwnerAWSAccountId { get; set; }
}

public sealed class GetQueueUrlResponse : AmazonWebServiceResponse
{
    public string? QueueUrl { get; set; }
}

public sealed class ListQueuesRequest : AmazonWebServiceRequest
{
    public string? QueueNamePrefix { get; set; }
    /// <summary>1-1000. Without it the service returns at most 1,000 and no token.</summary>
    public int? MaxResults { get; set; }
    public string? NextToken { get; set; }
}

public sealed class ListQueuesResponse : AmazonWebServiceResponse
{
    public List<string>? QueueUrls { get; set; }
    public string? NextToken { get; set; }
}

public sealed class DeleteQueueRequest : AmazonWebServiceRequest
{
    public DeleteQueueRequest() { }

    public DeleteQueueRequest(string queueUrl) => QueueUrl = queueUrl;

    public string? QueueUrl { get; set; }
}

public sealed class DeleteQueueResponse : AmazonWebServiceResponse;

public sealed class PurgeQueueRequest : AmazonWebServiceRequest
{
    public string? QueueUrl { get; set; }
}

public sealed class PurgeQueueResponse : AmazonWebServiceResponse;

public sealed class GetQueueAttributesRequest : AmazonWebServiceRequest
{
    public GetQueueAttributesRequest() { }

    public GetQueueAttributesRequest(string queueUrl, List<string> attributeNames) => (QueueUrl, AttributeNames) = (queueUrl, attributeNames);

    public string? QueueUrl { get; set; }
    public List<string>? AttributeNames { get; set; }
}

public sealed class GetQueueAttributesResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class SetQueueAttributesRequest : AmazonWebServiceRequest
{
    public SetQueueAttributesRequest() { }

    public SetQueueAttributesRequest(string queueUrl, Dictionary<string, string> attributes) => (QueueUrl, Attributes) = (queueUrl, attributes);

    public string? QueueUrl { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

public sealed class SetQueueAttributesResponse : AmazonWebServiceResponse;

public sealed class TagQueueRequest : AmazonWebServiceRequest
{
    public string? QueueUrl { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class TagQueueResponse : AmazonWebServiceResponse;

public sealed class UntagQueueRequest : AmazonWebServiceRequest
{
    public string? QueueUrl { get; set; }
    public List<string>? TagKeys { get; set; }
}

public sealed class UntagQueueResponse : AmazonWebServiceResponse;

public sealed class ListQueueTagsRequest : AmazonWebServiceRequest
{
    public string? QueueUrl { get; set; }
}

public sealed class ListQueueTagsResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}
