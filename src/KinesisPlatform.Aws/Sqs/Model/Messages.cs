using Amazon.Runtime;

namespace Amazon.SQS.Model;

/// <summary>An attribute that travels with a message: data type <c>String</c>, <c>Number</c> or <c>Binary</c>, optionally with a custom suffix (<c>Number.float</c>).</summary>
public sealed class MessageAttributeValue
{
    public string? DataType { get; set; }
    public string? StringValue { get; set; }
    public MemoryStream? BinaryValue { get; set; }
}

/// <summary>An attribute for SQS itself; <c>AWSTraceHeader</c> is the only one that senders may set.</summary>
public sealed class MessageSystemAttributeValue
{
    public string? DataType { get; set; }
    public string? StringValue { get; set; }
    public MemoryStream? BinaryValue { get; set; }
}

/// <summary>A message as received.</summary>
public sealed class Message
{
    public string? MessageId { get; set; }
    public string? ReceiptHandle { get; set; }
    public string? MD5OfBody { get; set; }
    public string? MD5OfMessageAttributes { get; set; }
    public string? Body { get; set; }
    /// <summary>System attributes, those that were asked for.</summary>
    public Dictionary<string, string>? Attributes { get; set; }
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }
}

public sealed class SendMessageRequest : AmazonWebServiceRequest
{
    public SendMessageRequest() { }

    public SendMessageRequest(string queueUrl, string messageBody) => (QueueUrl, MessageBody) = (queueUrl, messageBody);

    public string? QueueUrl { get; set; }
    public string? MessageBody { get; set; }
    /// <summary>0-900.</summary>
    public int? DelaySeconds { get; set; }
    /// <summary>At most 10.</summary>
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }
    public Dictionary<string, MessageSystemAttributeValue>? MessageSystemAttributes { get; set; }
    public string? MessageGroupId { get; set; }
    public string? MessageDeduplicationId { get; set; }
}

public sealed class SendMessageResponse : AmazonWebServiceResponse
{
    public string? MessageId { get; set; }
    public string? MD5OfMessageBody { get; set; }
    public string? MD5OfMessageAttributes { get; set; }
    public string? MD5OfMessageSystemAttributes { get; set; }
    public string? SequenceNumber { get; set; }
}

public sealed class ReceiveMessageRequest : AmazonWebServiceRequest
{
    public ReceiveMessageRequest() { }

    public ReceiveMessageRequest(string queueUrl) => QueueUrl = queueUrl;

    public string? QueueUrl { get; set; }
    /// <summary>1-10, 1 by default.</summary>
    public int? MaxNumberOfMessages { get; set; }
    /// <summary>0-20; the queue's own by default.</summary>
    public int? WaitTimeSeconds { get; set; }
    public int? VisibilityTimeout { get; set; }
    public List<string>? MessageAttributeNames { get; set; }
    public List<string>? MessageSystemAttributeNames { get; set; }
    public string? ReceiveRequestAttemptId { get; set; }
}

public sealed class ReceiveMessageResponse : AmazonWebServiceResponse
{
    /// <summary>Null when there was none.</summary>
    public List<Message>? Messages { get; set; }
}

public sealed class DeleteMessageRequest : AmazonWebServiceRequest
{
    public DeleteMessageRequest() { }

    public DeleteMessageRequest(string queueUrl, string receiptHandle) => (QueueUrl, ReceiptHandle) = (queueUrl, receiptHandle);

    public string? QueueUrl { get; set; }
    public string? ReceiptHandle { get; set; }
}

public sealed class DeleteMessageResponse : AmazonWebServiceResponse;

public sealed class ChangeMessageVisibilityRequest : AmazonWebServiceRequest
{
    public ChangeMessageVisibilityRequest() { }

    public ChangeMessageVisibilityRequest(string queueUrl, string receiptHandle, int visibilityTimeout) =>
        (QueueUrl, ReceiptHandle, VisibilityTimeout) = (queueUrl, receiptHandle, visibilityTimeout);

    public string? QueueUrl { get; set; }
    public string? ReceiptHandle { get; set; }
    /// <summary>Seconds from now, 0-43200.</summary>
    public int? VisibilityTimeout { get; set; }
}

public sealed class ChangeMessageVisibilityResponse : AmazonWebServiceResponse;
