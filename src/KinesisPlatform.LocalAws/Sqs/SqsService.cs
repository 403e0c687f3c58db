using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.LocalAws.Http;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>SQS over its JSON protocol 1.0: standard queues in memory.</summary>
internal sealed class SqsService : ILocalService
{
    private const string ContentType = "application/x-amz-json-1.0";

    // Batches of 1 MiB, escaped six-fold at worst.
    private const long RequestBytesMax = 8L * 1024 * 1024;

    private readonly MessageOperations _messages;
    private readonly QueueOperations _queues;
    private readonly ReceiveOperation _receive;

    public SqsService(LocalAwsOptions options, TimeProvider time)
    {
        var queues = new QueueDirectory(options, time);
        _messages = new(queues);
        _queues = new(queues, options);
        _receive = new(queues, options, time);
    }

    public string SigningName => "sqs";

    public string? TargetPrefix => "AmazonSQS";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            using var body = await ReadAsync(context);
            var answer = await DispatchAsync(context.Request, new(body.RootElement), context.RequestAborted);
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        }
        catch (SqsException e)
        {
            await WriteErrorAsync(context, e);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up, as a consumer does that stops in the middle of a long poll.
        }
    }

    private async Task<JsonObject> DispatchAsync(HttpRequest http, SqsRequest request, CancellationToken cancellationToken)
    {
        var origin = $"{http.Scheme}://{http.Host}";
        return AwsJson.OperationOf(http) switch
        {
            "CreateQueue" => _queues.CreateQueue(request, origin),
            "GetQueueUrl" => _queues.GetQueueUrl(request, origin),
            "ListQueues" => _queues.ListQueues(request, origin),
            "DeleteQueue" => _queues.DeleteQueue(request),
            "PurgeQueue" => _queues.PurgeQueue(request),
            "GetQueueAttributes" => _queues.GetQueueAttributes(request),
            "SetQueueAttributes" => _queues.SetQueueAttributes(request),
            "TagQueue" => _queues.TagQueue(request),
            "UntagQueue" => _queues.UntagQueue(request),
            "ListQueueTags" => _queues.ListQueueTags(request),
            "SendMessage" => _messages.SendMessage(request),
            "SendMessageBatch" => _messages.SendMessageBatch(request),
            "ReceiveMessage" => await _receive.ReceiveMessageAsync(request, cancellationToken),
            "DeleteMessage" => _messages.DeleteMessage(request),
            "DeleteMessageBatch" => _messages.DeleteMessageBatch(request),
            "ChangeMessageVisibility" => _messages.ChangeMessageVisibility(request),
            "ChangeMessageVisibilityBatch" => _messages.ChangeMessageVisibilityBatch(request),
            var unknown => throw SqsException.UnknownOperation($"The operation {unknown} is not one that this emulator has."),
        };
    }

    private static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("X-Amz-Target"))
            throw SqsException.UnknownOperation("This emulator speaks SQS' JSON protocol only: use an SDK or CLI of 2024 or later.");
        if (context.Request.ContentLength > RequestBytesMax) throw SqsException.Serialization($"The request is longer than {RequestBytesMax} bytes.");
        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw SqsException.Serialization("The request is not a JSON object.");
        }
        catch (JsonException)
        {
            throw SqsException.Serialization("The request is not JSON.");
        }
    }

    private static Task WriteErrorAsync(HttpContext context, SqsException error)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers["x-amzn-query-error"] = $"{error.QueryCode};Sender";
        var body = new JsonObject { ["__type"] = $"com.amazonaws.sqs#{error.Code}", ["message"] = error.Message };
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
