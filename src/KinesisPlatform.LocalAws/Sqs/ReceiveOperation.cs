using System.Globalization;
using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>ReceiveMessage with long polling: a waiting receive is woken by a send, a released message, or the next message that falls due.</summary>
internal sealed class ReceiveOperation(QueueDirectory queues, LocalAwsOptions options, TimeProvider time)
{
    private const int MessagesMax = 10;
    private const int WaitTimeSecondsMax = 20;

    /// <param name="cancellationToken">Also the client's hanging up: what it would have received then stays in the queue.</param>
    public async Task<JsonObject> ReceiveMessageAsync(SqsRequest request, CancellationToken cancellationToken)
    {
        var queue = queues.FindByUrl(request.RequiredText("QueueUrl"));
        var max = request.Number("MaxNumberOfMessages", 1, MessagesMax, $"Must be between 1 and {MessagesMax}, if provided.") ?? 1;
        var waitSeconds = request.Number("WaitTimeSeconds", 0, WaitTimeSecondsMax, $"Must be >= 0 and <= {WaitTimeSecondsMax}, if provided.");
        var visibility = MessageOperations.VisibilityTimeoutOf(request);
        var until = time.GetUtcNow() + (waitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : queue.Attributes.ReceiveWaitTime);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var redrive = queue.Attributes.Redrive;
            var deadLetters = redrive is null ? null : queues.FindByArn(redrive.DeadLetterTargetArn);
            var result = queue.Receive(max, visibility, deadLetters is null ? null : redrive!.MaxReceiveCount);
            if (deadLetters is not null) Move(result.Dead, queue, deadLetters);
            var now = time.GetUtcNow();
            if (result.Messages.Count > 0 || now >= until) return ToJson(result.Messages, request);
            await WaitAsync(result.Arrival, (result.NextDueAt is { } due && due < until ? due : until) - now, cancellationToken);
        }
    }

    private async Task WaitAsync(Task arrival, TimeSpan timeMax, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(arrival, Task.Delay(timeMax, time, woken.Token));
        await woken.CancelAsync();
    }

    private static void Move(IReadOnlyList<StoredMessage> dead, SqsQueue source, SqsQueue target)
    {
        foreach (var message in dead)
        {
            message.DeadLetterSourceArn = source.Arn;
            target.Accept(message);
        }
    }

    private JsonObject ToJson(IReadOnlyList<ReceivedMessage> messages, SqsRequest request)
    {
        if (messages.Count == 0) return [];
        var attributeNames = request.Texts("MessageAttributeNames");
        // AttributeNames is the older name of the same member.
        var systemNames = request.Texts("MessageSystemAttributeNames").Concat(request.Texts("AttributeNames")).ToHashSet();
        return new() { ["Messages"] = new JsonArray([.. messages.Select(m => (JsonNode)ToJson(m, attributeNames, systemNames))]) };
    }

    private JsonObject ToJson(ReceivedMessage message, IReadOnlyList<string> attributeNames, HashSet<string> systemNames)
    {
        var json = new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.Receipt,
            ["MD5OfBody"] = MessageDigest.OfBody(message.Content.Body),
            ["Body"] = message.Content.Body,
        };
        var system = SystemAttributesOf(message).Where(a => a.Value is not null && (systemNames.Contains("All") || systemNames.Contains(a.Key))).ToList();
        if (system.Count > 0) json["Attributes"] = new JsonObject(system.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        var attributes = message.Content.Attributes.Where(a => attributeNames.Any(asked => Matches(asked, a.Name))).ToList();
        if (attributes.Count == 0) return json;
        json["MD5OfMessageAttributes"] = MessageDigest.OfAttributes(attributes);
        json["MessageAttributes"] = new JsonObject(attributes.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.ToJson())));
        return json;
    }

    private IEnumerable<KeyValuePair<string, string?>> SystemAttributesOf(ReceivedMessage message) =>
    [
        new("SenderId", options.AccountId),
        new("SentTimestamp", Milliseconds(message.SentAt)),
        new("ApproximateReceiveCount", message.ReceiveCount.ToString(CultureInfo.InvariantCulture)),
        new("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceivedAt)),
        new("AWSTraceHeader", message.Content.TraceHeaderText),
        new("DeadLetterQueueSourceArn", message.DeadLetterSourceArn),
        new("MessageGroupId", message.Content.GroupId),
    ];

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static bool Matches(string asked, string name) =>
        asked is "All" or ".*" || asked == name || (asked.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(asked[..^1], StringComparison.Ordinal));
}
