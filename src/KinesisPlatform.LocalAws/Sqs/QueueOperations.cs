using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>The operations on queues themselves (SQS API reference 2012-11-05).</summary>
internal sealed class QueueOperations(QueueDirectory queues, LocalAwsOptions options)
{
    private const int ListMax = 1000;

    /// <param name="origin">Scheme and host that the client called: the URLs it is given work for it.</param>
    public JsonObject CreateQueue(SqsRequest request, string origin)
    {
        var queue = queues.Create(request.RequiredText("QueueName"), request.Map("Attributes"), request.Map("tags"));
        return new() { ["QueueUrl"] = UrlOf(queue, origin) };
    }

    public JsonObject GetQueueUrl(SqsRequest request, string origin)
    {
        if (request.Text("QueueOwnerAWSAccountId") is { } owner && owner != options.AccountId) throw SqsException.NonExistentQueue();
        return new() { ["QueueUrl"] = UrlOf(queues.Find(request.RequiredText("QueueName")), origin) };
    }

    public JsonObject ListQueues(SqsRequest request, string origin)
    {
        var max = request.Number("MaxResults", 1, ListMax, $"MaxResults must be an integer between 1 and {ListMax}.");
        var after = request.Text("NextToken") is { } token ? ReadToken(token) : null;
        var found = queues.List(request.Text("QueueNamePrefix") ?? "")
            .Where(q => after is null || string.CompareOrdinal(q.Name, after) > 0)
            .Take((max ?? ListMax) + 1).ToList();
        var page = found.Take(max ?? ListMax).ToList();
        var answer = new JsonObject();
        if (page.Count > 0) answer["QueueUrls"] = new JsonArray([.. page.Select(q => (JsonNode)UrlOf(q, origin))]);
        // As the service: whoever does not ask for pages gets one.
        if (max is not null && found.Count > page.Count) answer["NextToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name));
        return answer;
    }

    public JsonObject DeleteQueue(SqsRequest request)
    {
        queues.Delete(QueueOf(request));
        return [];
    }

    public JsonObject PurgeQueue(SqsRequest request)
    {
        QueueOf(request).Purge();
        return [];
    }

    public JsonObject GetQueueAttributes(SqsRequest request)
    {
        var queue = QueueOf(request);
        var names = request.Texts("AttributeNames");
        var known = Describe(queue);
        if (names.FirstOrDefault(n => n != "All" && !known.ContainsKey(n) && !QueueAttributes.IsSettable(n)) is { } unknown) throw SqsException.UnknownAttribute(unknown);
        var chosen = names.Contains("All") ? known : known.Where(a => names.Contains(a.Key)).ToDictionary();
        return chosen.Count == 0 ? [] : new() { ["Attributes"] = ToJson(chosen) };
    }

    public JsonObject SetQueueAttributes(SqsRequest request)
    {
        queues.Change(QueueOf(request), request.Map("Attributes") is { Count: > 0 } changes ? changes : throw SqsException.Missing("Attributes"));
        return [];
    }

    public JsonObject TagQueue(SqsRequest request)
    {
        var tags = QueueOf(request).Tags;
        lock (tags)
        {
            foreach (var (key, value) in request.Map("Tags")) tags[key] = value;
        }
        return [];
    }

    public JsonObject UntagQueue(SqsRequest request)
    {
        var tags = QueueOf(request).Tags;
        lock (tags)
        {
            foreach (var key in request.Texts("TagKeys")) tags.Remove(key);
        }
        return [];
    }

    public JsonObject ListQueueTags(SqsRequest request)
    {
        var tags = QueueOf(request).Tags;
        lock (tags) return tags.Count == 0 ? [] : new() { ["Tags"] = ToJson(tags) };
    }

    private SqsQueue QueueOf(SqsRequest request) => queues.FindByUrl(request.RequiredText("QueueUrl"));

    private string UrlOf(SqsQueue queue, string origin) => $"{origin}/{options.AccountId}/{queue.Name}";

    private static Dictionary<string, string> Describe(SqsQueue queue)
    {
        var counts = queue.Count();
        return new(queue.Attributes.Values)
        {
            ["ApproximateNumberOfMessages"] = Text(counts.Visible),
            ["ApproximateNumberOfMessagesNotVisible"] = Text(counts.InFlight),
            ["ApproximateNumberOfMessagesDelayed"] = Text(counts.Delayed),
            ["CreatedTimestamp"] = Text(queue.CreatedAt.ToUnixTimeSeconds()),
            ["LastModifiedTimestamp"] = Text(queue.ModifiedAt.ToUnixTimeSeconds()),
            ["QueueArn"] = queue.Arn,
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject ToJson(IEnumerable<KeyValuePair<string, string>> map) => new(map.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));

    private static string ReadToken(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw SqsException.InvalidValue(token, "NextToken", "It is none that this service gave out.");
        }
    }
}
