using System.Text.Json;
using System.Text.RegularExpressions;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The values of a request's members; what is wrong is an error under the member's name.</summary>
internal sealed partial class RequestValues(RequestErrors errors)
{
    private const int SqlCharactersMax = 10_000;
    private const int ShardsMax = 1_000;
    private const int NameCharactersMax = 100;

    public string Stream(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && StreamName.IsValid(value.GetString())) return value.GetString()!;
        errors.Add(name, "Must be the name of a stream: 1-128 letters, digits, '_', '.' or '-'.");
        return "";
    }

    public DateTimeOffset? Time(string name, JsonElement value)
    {
        // Without an offset it would be in the time zone of this machine.
        if (value.ValueKind == JsonValueKind.String && Offset().IsMatch(value.GetString()!) && value.TryGetDateTimeOffset(out var time)) return time;
        errors.Add(name, "Must be a time with an offset (ISO 8601), such as \"2026-01-31T12:00:00Z\" or \"2026-01-31T13:00:00+01:00\".");
        return null;
    }

    public string? Sql(string name, JsonElement value, string example)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= SqlCharactersMax } text && !string.IsNullOrWhiteSpace(text)) return text;
        errors.Add(name, $"Must be SQL of at most {SqlCharactersMax} characters, such as \"{example}\".");
        return null;
    }

    public bool Flag(string name, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) errors.Add(name, "Must be true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>One of the names that stand for values.</summary>
    public T Choice<T>(string name, JsonElement value, params (string Text, T Value)[] choices)
    {
        foreach (var choice in choices)
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(choice.Text)) return choice.Value;
        errors.Add(name, $"Must be {string.Join(" or ", choices.Select(choice => $"\"{choice.Text}\""))}.");
        return choices[0].Value;
    }

    public ReplayCompaction? Compaction(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("none")) return null;
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals(ReplayCompaction.PerPartitionKey)) return ReplayCompaction.LastPerPartitionKey;
        if (Single(value, "key") is { } key) return Sql($"{name}.key", key, "json->>'$.id'") is { } sql ? new(sql) : null;
        errors.Add(name, $"Must be \"none\", \"{ReplayCompaction.PerPartitionKey}\" or {{\"key\": \"<SQL expression>\"}}.");
        return null;
    }

    public ReplayPartitionKey? PartitionKey(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("original")) return null;
        if (Single(value, "expression") is { } expression) return Sql($"{name}.expression", expression, "json->>'$.id'") is { } sql ? new(sql) : null;
        errors.Add(name, "Must be \"original\" or {\"expression\": \"<SQL expression>\"}.");
        return null;
    }

    public IReadOnlyDictionary<string, ReplaySequences>? Shards(string name, JsonElement value)
    {
        var shards = new Dictionary<string, ReplaySequences>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() is 0 or > ShardsMax)
        {
            errors.Add(name, $"Must be an object with 1 to {ShardsMax} shard ids, such as {{\"shardId-000000000000\": {{\"from\": \"4959…\", \"to\": \"4960…\"}}}}; 'from' is inclusive, 'to' exclusive, and both may be left out.");
            return null;
        }
        foreach (var shard in value.EnumerateObject())
        {
            if (!ShardIdPattern().IsMatch(shard.Name)) errors.Add(name, $"'{shard.Name}' is not the id of a shard.");
            else if (!shards.TryAdd(shard.Name, Sequences($"{name}.{shard.Name}", shard.Value))) errors.Add(name, $"Shard '{shard.Name}' is given twice.");
        }
        return shards;
    }

    /// <param name="isAtRoot">Its members become root members of every record.</param>
    public JsonElement? Annotate(string name, JsonElement value, bool isAtRoot)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(name, "Must be a JSON object; every replayed record gets its members.");
            return null;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (isAtRoot) CheckRootMember(name, member.Name);
            if (!seen.Add(member.Name)) errors.Add(name, $"Has two members '{member.Name}'.");
        }
        return value.Clone();
    }

    public string? RootMember(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= NameCharactersMax } text)
        {
            CheckRootMember(name, text);
            return text;
        }
        errors.Add(name, $"Must be the name of a member, 1 to {NameCharactersMax} characters.");
        return null;
    }

    public string? Token(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && TokenPattern().IsMatch(value.GetString()!)) return value.GetString();
        errors.Add(name, "Must be 1 to 64 letters, digits, '-' or '_', chosen anew for each replay that is wanted.");
        return null;
    }

    private ReplaySequences Sequences(string name, JsonElement value)
    {
        string? from = null, to = null;
        if (value.ValueKind != JsonValueKind.Object) errors.Add(name, "Must be an object with 'from' (inclusive), 'to' (exclusive), both or none.");
        else
        {
            foreach (var member in value.EnumerateObject())
            {
                if (member.Name is not ("from" or "to")) errors.Add($"{name}.{member.Name}", "There is no such member; there are from and to.");
                else if (member.Value.ValueKind != JsonValueKind.String || !SequenceNumber.TryParse(member.Value.GetString(), out _)) errors.Add($"{name}.{member.Name}", "Must be a sequence number, as text: a JSON number does not keep its digits.");
                else if (member.Name == "from") from = member.Value.GetString();
                else to = member.Value.GetString();
            }
        }
        if (from is not null && to is not null && SequenceNumber.Parse(from) >= SequenceNumber.Parse(to)) errors.Add(name, "'from' must be less than 'to'.");
        return new(from, to);
    }

    private void CheckRootMember(string name, string member)
    {
        if (member is ReplayAnnotation.MemberName) errors.Add(name, $"May not be, or have, a member {ReplayAnnotation.MemberName}: that is where the replay says which record it is.");
        if (member is ReplayAnnotation.DataMemberName) errors.Add(name, $"May not be, or have, a member {ReplayAnnotation.DataMemberName}: that is where payloads go that are put into an envelope.");
    }

    private static JsonElement? Single(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 1 && value.TryGetProperty(member, out var found) ? found : null;

    [GeneratedRegex(@"(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Offset();

    // Kinesis API reference, ShardId: 1 to 128 such characters.
    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{1,128}\z")]
    private static partial Regex ShardIdPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TokenPattern();
}
