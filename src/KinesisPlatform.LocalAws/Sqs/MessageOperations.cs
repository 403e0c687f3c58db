using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>The operations on messages (SQS API reference 2012-11-05).</summary>
internal sealed class MessageOperations(QueueDirectory queues)
{
    private const int VisibilityTimeoutSecondsMax = 43_200;
    private const int BatchBytesMax = 1_048_576;

    public JsonObject SendMessage(SqsRequest request) => Send(QueueOf(request), NewMessage.Read(request));

    public JsonObject SendMessageBatch(SqsRequest request)
    {
        var queue = QueueOf(request);
        var entries = SqsBatch.Entries(request);
        var total = entries.Sum(SizeOf);
        if (total > BatchBytesMax)
            throw SqsException.Batch("BatchRequestTooLong", $"Batch requests cannot be longer than {BatchBytesMax} bytes. You have sent {total} bytes.");
        return SqsBatch.Run(entries, entry => Send(queue, NewMessage.Read(entry)));
    }

    public JsonObject DeleteMessage(SqsRequest request) => Delete(QueueOf(request), request);

    public JsonObject DeleteMessageBatch(SqsRequest request)
    {
        var queue = QueueOf(request);
        return SqsBatch.Run(SqsBatch.Entries(request), entry => Delete(queue, entry));
    }

    public JsonObject ChangeMessageVisibility(SqsRequest request) => ChangeVisibility(QueueOf(request), request);

    public JsonObject ChangeMessageVisibilityBatch(SqsRequest request)
    {
        var queue = QueueOf(request);
        return SqsBatch.Run(SqsBatch.Entries(request), entry => ChangeVisibility(queue, entry));
    }

    public static TimeSpan? VisibilityTimeoutOf(SqsRequest request) =>
        request.Number("VisibilityTimeout", 0, VisibilityTimeoutSecondsMax, $"VisibilityTimeout must be an integer between 0 and {VisibilityTimeoutSecondsMax}.") is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonObject Send(SqsQueue queue, NewMessage message)
    {
        var limit = queue.Attributes.MessageBytesMax;
        if (message.SizeBytes > limit) throw SqsException.InvalidParameter($"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes.");
        var answer = new JsonObject { ["MessageId"] = queue.Send(message).Id, ["MD5OfMessageBody"] = MessageDigest.OfBody(message.Body) };
        if (MessageDigest.OfAttributes(message.Attributes) is { } attributes) answer["MD5OfMessageAttributes"] = attributes;
        if (MessageDigest.OfAttributes(message.SystemAttributes) is { } system) answer["MD5OfMessageSystemAttributes"] = system;
        return answer;
    }

    private static JsonObject Delete(SqsQueue queue, SqsRequest request)
    {
        queue.Delete(request.RequiredText("ReceiptHandle"));
        return [];
    }

    private static JsonObject ChangeVisibility(SqsQueue queue, SqsRequest request)
    {
        var handle = request.RequiredText("ReceiptHandle");
        queue.ChangeVisibility(handle, VisibilityTimeoutOf(request) ?? throw SqsException.Missing("VisibilityTimeout"));
        return [];
    }

    private static long SizeOf(SqsRequest entry) =>
        System.Text.Encoding.UTF8.GetByteCount(entry.Text("MessageBody") ?? "") + MessageAttribute.ReadAll(entry, "MessageAttributes").Sum(a => (long)a.SizeBytes);

    private SqsQueue QueueOf(SqsRequest request) => queues.FindByUrl(request.RequiredText("QueueUrl"));
}
