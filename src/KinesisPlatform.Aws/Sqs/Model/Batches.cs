using Amazon.Runtime;

namespace Amazon.SQS.Model;

/// <summary>Why one entry of a batch failed although the request succeeded.</summary>
public sealed class BatchResultErrorEntry
{
    public string? Id { get; set; }
    public string? Code { get; set; }
    public string? Message { get; set; }
    public bool? SenderFault { get; set; }
}

public sealed class SendMessageBatchRequestEntry
{
    public SendMessageBatchRequestEntry() { }

    public SendMessageBatchRequestEntry(string id, string messageBody) => (Id, MessageBody) = (id, messageBody);

    public string? Id { get; set; }
    public string? MessageBody { get; set; }
    public int? DelaySeconds { get; set; }
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }
    public Dictionary<string, MessageSystemAttributeValue>? MessageSystemAttributes { get; set; }
    public string? MessageGroupId { get; set; }
    public string? MessageDeduplicationId { get; set; }
}

/// <summary>At most 10 entries and 1 MiB together.</summary>
public sealed class SendMessageBatchRequest : AmazonWebServiceRequest
{
    public SendMessageBatchRequest() { }

    public SendMessageBatchRequest(string queueUrl, List<SendMessageBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public string? QueueUrl { get; set; }
    public List<SendMessageBatchRequestEntry>? Entries { get; set; }
}

public sealed class SendMessageBatchResultEntry
{
    public string? Id { get; set; }
    public string? MessageId { get; set; }
    public string? MD5OfMessageBody { get; set; }
    public string? MD5OfMessageAttributes { get; set; }
    public string? MD5OfMessageSystemAttributes { get; set; }
    public string? SequenceNumber { get; set; }
}

public sealed class SendMessageBatchResponse : AmazonWebServiceResponse
{
    public List<SendMessageBatchResultEntry>? Successful { get; set; }
    public List<BatchResultErrorEntry>? Failed { get; set; }
}

public sealed class DeleteMessageBatchRequestEntry
{
    public DeleteMessageBatchRequestEntry() { }

    public DeleteMessageBatchRequestEntry(string id, string receiptHandle) => (Id, ReceiptHandle) = (id, receiptHandle);

    public string? Id { get; set; }
    public string? ReceiptHandle { get; set; }
}

public sealed class DeleteMessageBatchRequest : AmazonWebServiceRequest
{
    public DeleteMessageBatchRequest() { }

    public DeleteMessageBatchRequest(string queueUrl, List<DeleteMessageBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public string? QueueUrl { get; set; }
    public List<DeleteMessageBatchRequestEntry>? Entries { get; set; }
}

public sealed class DeleteMessageBatchResultEntry
{
    public string? Id { get; set; }
}

public sealed class DeleteMessageBatchResponse : AmazonWebServiceResponse
{
    public List<DeleteMessageBatchResultEntry>? Successful { get; set; }
    public List<BatchResultErrorEntry>? Failed { get; set; }
}

public sealed class ChangeMessageVisibilityBatchRequestEntry
{
    public ChangeMessageVisibilityBatchRequestEntry() { }

    public ChangeMessageVisibilityBatchRequestEntry(string id, string receiptHandle) => (Id, ReceiptHandle) = (id, receiptHandle);

    public string? Id { get; set; }
    public string? ReceiptHandle { get; set; }
    public int? VisibilityTimeout { get; set; }
}

public sealed class ChangeMessageVisibilityBatchRequest : AmazonWebServiceRequest
{
    public ChangeMessageVisibilityBatchRequest() { }

    public ChangeMessageVisibilityBatchRequest(string queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public string? QueueUrl { get; set; }
    public List<ChangeMessageVisibilityBatchRequestEntry>? Entries { get; set; }
}

public sealed class ChangeMessageVisibilityBatchResultEntry
{
    public string? Id { get; set; }
}

public sealed class ChangeMessageVisibilityBatchResponse : AmazonWebServiceResponse
{
    public List<ChangeMessageVisibilityBatchResultEntry>? Successful { get; set; }
    public List<BatchResultErrorEntry>? Failed { get; set; }
}
