using System.Globalization;
using System.Text.Json;

namespace KinesisPlatform.Consumer.Records;

/// <summary>
/// The root member <c>_replay</c> of a replayed record, as the replay coordinator writes it. Members it does not know are ignored.
/// <code>
/// "_replay": {"id":"20260101T120000000Z-5f3a9c", "stream":"flights", "shard":"shardId-000000000001", "seq":"4961…", "sub":1,
///             "arrived":"2026-01-01T11:59:58.123Z", "fence":"4962…", "overwrite":true, "added":["overwrite"], "encoding":"base64"}
/// </code>
/// <c>sub</c> is there only where it is not 0, <c>overwrite</c> and <c>fence</c> only where the job overwrites. <c>overwrite</c> and <c>added</c> (the root members that the replay added) are there only where the job has such. <c>encoding</c> is there only where the payload is in an envelope: it is the root member <c>data</c> then, in base64 or, where it says <c>json</c>, as it is.
/// </summary>
internal sealed record Annotation(string ReplayId, RecordIdentity Original, DateTimeOffset ArrivedAt, SequenceNumber? Fence, bool IsOverwrite, IReadOnlyList<string> Added, bool IsWrapped, bool IsJson)
{
    /// <param name="fault">Says which member is wrong and never what it holds: payloads do not belong into logs.</param>
    public static Annotation? Read(ReadOnlyMemory<byte> value, out string fault)
    {
        using var document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = RootMembers.DepthMax });
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        fault = Collect(document.RootElement, members) ?? "";
        return fault.Length > 0 ? null : Read(members, out fault);
    }

    private static string? Collect(JsonElement root, Dictionary<string, JsonElement> members)
    {
        if (root.ValueKind != JsonValueKind.Object) return "is not an object";
        try
        {
            foreach (var member in root.EnumerateObject())
                if (!members.TryAdd(member.Name, member.Value)) return "has a member twice";
            return null;
        }
        catch (InvalidOperationException)
        {
            return "has a member whose name is no text";
        }
    }

    private static Annotation? Read(Dictionary<string, JsonElement> members, out string fault)
    {
        var faults = new List<string>();
        var id = Text(members, "id", faults);
        if (id is not null && !Records.ReplayId.IsValid(id)) faults.Add("id is not such as 20260101T120000000Z-5f3a9c");
        var stream = Text(members, "stream", faults);
        var shard = Text(members, "shard", faults);
        var sequenceNumber = Number(members, "seq", faults);
        var sub = SubSequenceNumber(members, faults);
        var arrivedAt = Time(members, faults);
        var isOverwrite = Flag(members, "overwrite", faults);
        SequenceNumber? fence = isOverwrite || members.ContainsKey("fence") ? Number(members, "fence", faults) : null;
        if (faults.Count == 0 && fence < sequenceNumber) faults.Add("fence is before seq");
        var added = Names(members, "added", faults);
        var isWrapped = members.TryGetValue("encoding", out var encoding);
        var isJson = isWrapped && encoding.ValueKind == JsonValueKind.String && encoding.ValueEquals("json"u8);
        if (isWrapped && !isJson && (encoding.ValueKind != JsonValueKind.String || !encoding.ValueEquals("base64"u8))) faults.Add("encoding is neither \"base64\" nor \"json\"");
        fault = string.Join("; ", faults);
        return faults.Count > 0 ? null : new(id!, new(stream!, shard!, sequenceNumber, sub), arrivedAt, fence, isOverwrite, added, isWrapped, isJson);
    }

    private static string? Text(Dictionary<string, JsonElement> members, string name, List<string> faults)
    {
        try
        {
            if (members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text.
        }
        faults.Add($"{name} is not a text");
        return null;
    }

    private static bool Flag(Dictionary<string, JsonElement> members, string name, List<string> faults)
    {
        if (!members.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.False) return false;
        if (value.ValueKind != JsonValueKind.True) faults.Add($"{name} is neither true nor false");
        return true;
    }

    private static string[] Names(Dictionary<string, JsonElement> members, string name, List<string> faults)
    {
        if (!members.TryGetValue(name, out var value)) return [];
        try
        {
            if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
                return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text.
        }
        faults.Add($"{name} is not an array of names");
        return [];
    }

    private static SequenceNumber Number(Dictionary<string, JsonElement> members, string name, List<string> faults)
    {
        if (Text(members, name, faults) is not { } text) return default;
        if (SequenceNumber.TryParse(text, out var number)) return number;
        faults.Add($"{name} is not a sequence number");
        return default;
    }

    private static int SubSequenceNumber(Dictionary<string, JsonElement> members, List<string> faults)
    {
        if (!members.TryGetValue("sub", out var value)) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var sub) && sub >= 0) return sub;
        faults.Add("sub is not a number from 0");
        return 0;
    }

    private static DateTimeOffset Time(Dictionary<string, JsonElement> members, List<string> faults)
    {
        var time = default(DateTimeOffset);
        if (Text(members, "arrived", faults) is { } text
            && !DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            faults.Add("arrived is not such as 2026-01-01T11:59:58.123Z");
        return time;
    }
}
