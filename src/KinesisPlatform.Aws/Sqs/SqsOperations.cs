using System.Text.Json;
using Amazon.Runtime;
using Amazon.SQS.Model;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Sqs;

internal static class SqsOperations
{
    private static readonly JsonSerializerOptions Json = AwsJson.OptionsFor(SqsJsonContext.Default);

    public static AwsOperation<CreateQueueRequest, CreateQueueResponse> CreateQueue { get; } = Operation<CreateQueueRequest, CreateQueueResponse>("CreateQueue");
    public static AwsOperation<GetQueueUrlRequest, GetQueueUrlResponse> GetQueueUrl { get; } = Operation<GetQueueUrlRequest, GetQueueUrlResponse>("GetQueueUrl");
    public static AwsOperation<ListQueuesRequest, ListQueuesResponse> ListQueues { get; } = Operation<ListQueuesRequest, ListQueuesResponse>("ListQueues");
    public static AwsOperation<DeleteQueueRequest, DeleteQueueResponse> DeleteQueue { get; } = Operation<DeleteQueueRequest, DeleteQueueResponse>("DeleteQueue");
    public static AwsOperation<PurgeQueueRequest, PurgeQueueResponse> PurgeQueue { get; } = Operation<PurgeQueueRequest, PurgeQueueResponse>("PurgeQueue");
    public static AwsOperation<GetQueueAttributesRequest, GetQueueAttributesResponse> GetQueueAttributes { get; } = Operation<GetQueueAttributesRequest, GetQueueAttributesResponse>("GetQueueAttributes");
    public static AwsOperation<SetQueueAttributesRequest, SetQueueAttributesResponse> SetQueueAttributes { get; } = Operation<SetQueueAttributesRequest, SetQueueAttributesResponse>("SetQueueAttributes");
    public static AwsOperation<SendMessageRequest, SendMessageResponse> SendMessage { get; } = Operation<SendMessageRequest, SendMessageResponse>("SendMessage");
    public static AwsOperation<SendMessageBatchRequest, SendMessageBatchResponse> SendMessageBatch { get; } = Operation<SendMessageBatchRequest, SendMessageBatchResponse>("SendMessageBatch");
    public static AwsOperation<ReceiveMessageRequest, ReceiveMessageResponse> ReceiveMessage { get; } = Operation<ReceiveMessageRequest, ReceiveMessageResponse>("ReceiveMessage");
    public static AwsOperation<DeleteMessageRequest, DeleteMessageResponse> DeleteMessage { get; } = Operation<DeleteMessageRequest, DeleteMessageResponse>("DeleteMessage");
    public static AwsOperation<DeleteMessageBatchRequest, DeleteMessageBatchResponse> DeleteMessageBatch { get; } = Operation<DeleteMessageBatchRequest, DeleteMessageBatchResponse>("DeleteMessageBatch");
    public static AwsOperation<ChangeMessageVisibilityRequest, ChangeMessageVisibilityResponse> ChangeMessageVisibility { get; } = Operation<ChangeMessageVisibilityRequest, ChangeMessageVisibilityResponse>("ChangeMessageVisibility");
    public static AwsOperation<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatch { get; } = Operation<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResponse>("ChangeMessageVisibilityBatch");
    public static AwsOperation<TagQueueRequest, TagQueueResponse> TagQueue { get; } = Operation<TagQueueRequest, TagQueueResponse>("TagQueue");
    public static AwsOperation<UntagQueueRequest, UntagQueueResponse> UntagQueue { get; } = Operation<UntagQueueRequest, UntagQueueResponse>("UntagQueue");
    public static AwsOperation<ListQueueTagsRequest, ListQueueTagsResponse> ListQueueTags { get; } = Operation<ListQueueTagsRequest, ListQueueTagsResponse>("ListQueueTags");

    private static AwsOperation<TRequest, TResponse> Operation<TRequest, TResponse>(string name)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        AwsJson.Operation<TRequest, TResponse>($"AmazonSQS.{name}", AwsJson.ContentType10, Json, SqsErrors.ToException);
}
