using Amazon.Runtime;
using Amazon.SQS.Model;
using KinesisPlatform.Aws.Pipeline;
using KinesisPlatform.Aws.Sqs;

namespace Amazon.SQS;

/// <summary>
/// SQS over its JSON protocol 1.0. Every call goes to the configured endpoint with the queue's URL in the body: an emulator's URLs may name a
/// host that this machine cannot reach.
/// </summary>
public sealed class AmazonSQSClient(AWSCredentials credentials, AmazonSQSConfig config) : AwsServiceClient(credentials, config), IAmazonSQS
{
    /// <inheritdoc/>
    public Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.CreateQueue, request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.GetQueueUrl, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListQueuesResponse> ListQueuesAsync(ListQueuesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.ListQueues, request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteQueueResponse> DeleteQueueAsync(DeleteQueueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.DeleteQueue, request, cancellationToken);

    /// <inheritdoc/>
    public Task<PurgeQueueResponse> PurgeQueueAsync(PurgeQueueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.PurgeQueue, request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.GetQueueAttributes, request, cancellationToken);

    /// <inheritdoc/>
    public Task<SetQueueAttributesResponse> SetQueueAttributesAsync(SetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.SetQueueAttributes, request, cancellationToken);

    /// <inheritdoc/>
    public Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.SendMessage, request, cancellationToken);

    /// <inheritdoc/>
    public Task<SendMessageBatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.SendMessageBatch, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.ReceiveMessage, request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteMessageResponse> DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.DeleteMessage, request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.DeleteMessageBatch, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ChangeMessageVisibilityResponse> ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.ChangeMessageVisibility, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.ChangeMessageVisibilityBatch, request, cancellationToken);

    /// <inheritdoc/>
    public Task<TagQueueResponse> TagQueueAsync(TagQueueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.TagQueue, request, cancellationToken);

    /// <inheritdoc/>
    public Task<UntagQueueResponse> UntagQueueAsync(UntagQueueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.UntagQueue, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListQueueTagsResponse> ListQueueTagsAsync(ListQueueTagsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(SqsOperations.ListQueueTags, request, cancellationToken);
}
