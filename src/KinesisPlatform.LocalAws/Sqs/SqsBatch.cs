using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>A batch: its entries are checked together and then succeed or fail one by one.</summary>
internal static partial class SqsBatch
{
    private const int EntriesMax = 10;

    public static IReadOnlyList<SqsRequest> Entries(SqsRequest request)
    {
        var entries = request.Entries("Entries");
        if (entries.Count == 0) throw SqsException.Batch("EmptyBatchRequest", "There should be at least one entry in the request.");
        if (entries.Count > EntriesMax)
            throw SqsException.Batch("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {EntriesMax}. You have sent {entries.Count}.");
        var seen = new HashSet<string>();
        foreach (var id in entries.Select(e => e.RequiredText("Id")))
        {
            if (!IdPattern().IsMatch(id)) throw SqsException.Batch("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");
            if (!seen.Add(id)) throw SqsException.Batch("BatchEntryIdsNotDistinct", $"Id {id} repeated.");
        }
        return entries;
    }

    public static JsonObject Run(IReadOnlyList<SqsRequest> entries, Func<SqsRequest, JsonObject> operation)
    {
        var successful = new JsonArray();
        var failed = new JsonArray();
        foreach (var entry in entries)
        {
            var id = entry.RequiredText("Id");
            try
            {
                var result = operation(entry);
                result["Id"] = id;
                successful.Add((JsonNode)result);
            }
            catch (SqsException e)
            {
                failed.Add((JsonNode)new JsonObject { ["Id"] = id, ["Code"] = e.QueryCode, ["Message"] = e.Message, ["SenderFault"] = true });
            }
        }
        var answer = new JsonObject();
        if (successful.Count > 0) answer["Successful"] = successful;
        if (failed.Count > 0) answer["Failed"] = failed;
        return answer;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex IdPattern();
}
