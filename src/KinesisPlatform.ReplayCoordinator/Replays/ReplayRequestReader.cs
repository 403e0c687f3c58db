using System.Text.Json;
using System.Text.RegularExpressions;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>
/// Reads the body of <c>POST /replays</c>:
/// <code>
/// {"source": "flights", "target": "flights-replay",                       required
///  "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00+01:00",     arrival; inclusive, exclusive
///  "where": "(json->>'$.delay')::int > 60", "compact": false, "includeReplays": false,
///  "annotate": {"overwrite": true}, "pace": {"recordsPerSecond": 100}}
/// </code>
/// and collects every error that the text alone shows.
/// </summary>
internal sealed partial class ReplayRequestReader(RequestErrors errors)
{
    private const int WhereCharactersMax = 10_000;

    private static readonly Dictionary<string, Func<ReplayRequestReader, string, JsonElement, ReplaySpec, ReplaySpec>> Members = new(StringComparer.Ordinal)
    {
        ["source"] = (r, name, value, spec) => spec with { Source = r.Stream(name, value) },
        ["target"] = (r, name, value, spec) => spec with { Target = r.Stream(name, value) },
        ["from"] = (r, name, value, spec) => spec with { From = r.Time(name, value) },
        ["to"] = (r, name, value, spec) => spec with { To = r.Time(name, value) },
        ["where"] = (r, name, value, spec) => spec with { Where = r.Condition(name, value) },
        ["compact"] = (r, name, value, spec) => spec with { Compact = r.Flag(name, value) },
        ["includeReplays"] = (r, name, value, spec) => spec with { IncludeReplays = r.Flag(name, value) },
        ["annotate"] = (r, name, value, spec) => spec with { Annotate = r.Annotate(name, value) },
        ["pace"] = (r, name, value, spec) => spec with { Pace = r.Pace(name, value) },
    };

    /// <returns>What could be read; a name that is missing or wrong is empty.</returns>
    public ReplaySpec Read(JsonElement body)
    {
        var spec = new ReplaySpec("", "");
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", "The body must be a JSON object with at least 'source' and 'target'.");
            return spec;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (!Members.TryGetValue(member.Name, out var read)) errors.Add(member.Name, $"There is no such member; there are {string.Join(", ", Members.Keys)}.");
            else if (!seen.Add(member.Name)) errors.Add(member.Name, "The member is given twice.");
            else if (member.Value.ValueKind != JsonValueKind.Null) spec = read(this, member.Name, member.Value, spec);
        }
        foreach (var required in (string[])["source", "target"])
            if (!seen.Contains(required) || body.GetProperty(required).ValueKind == JsonValueKind.Null) errors.Add(required, "The member is required: the name of a stream.");
        if (spec.From >= spec.To) errors.Add("from", $"'from' ({spec.From:O}) must be before 'to' ({spec.To:O}).");
        return spec;
    }

    private string Stream(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && StreamName.IsValid(value.GetString())) return value.GetString()!;
        errors.Add(name, "Must be the name of a stream: 1-128 letters, digits, '_', '.' or '-'.");
        return "";
    }

    private DateTimeOffset? Time(string name, JsonElement value)
    {
        // Without an offset it would be in the time zone of this machine.
        if (value.ValueKind == JsonValueKind.String && Offset().IsMatch(value.GetString()!) && value.TryGetDateTimeOffset(out var time)) return time;
        errors.Add(name, "Must be a time with an offset (ISO 8601), such as \"2026-01-31T12:00:00Z\" or \"2026-01-31T13:00:00+01:00\".");
        return null;
    }

    private string? Condition(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= WhereCharactersMax } text && !string.IsNullOrWhiteSpace(text)) return text;
        errors.Add(name, $"Must be a SQL condition of at most {WhereCharactersMax} characters, such as \"(json->>'$.delay')::int > 60\"; leave it out to replay every record.");
        return null;
    }

    private bool Flag(string name, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) errors.Add(name, "Must be true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    private JsonElement? Annotate(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(name, "Must be a JSON object; every replayed record gets its members.");
            return null;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name is ReplayAnnotation.MemberName) errors.Add(name, $"May not have a member {ReplayAnnotation.MemberName}: that is where the replay says which record it is.");
            if (member.Name is ReplayAnnotation.DataMemberName) errors.Add(name, $"May not have a member {ReplayAnnotation.DataMemberName}: that is where payloads go that are not JSON objects.");
            if (!seen.Add(member.Name)) errors.Add(name, $"Has two members '{member.Name}'.");
        }
        return value.Clone();
    }

    private ReplayPace? Pace(string name, JsonElement value)
    {
        var members = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToList() : [];
        foreach (var unknown in members.Where(m => m.Name != "recordsPerSecond")) errors.Add($"{name}.{unknown.Name}", "There is no such member; there is recordsPerSecond.");
        if (members.Count(m => m.Name == "recordsPerSecond") == 1 && value.GetProperty("recordsPerSecond") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetDouble(out var rate) && rate is >= 0.001 and <= 10_000_000) return new(rate);
        errors.Add(name, "Must be an object with recordsPerSecond, a number from 0.001 to 10000000, for the whole replay; leave it out to send as fast as the target takes.");
        return null;
    }

    [GeneratedRegex(@"(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Offset();
}
