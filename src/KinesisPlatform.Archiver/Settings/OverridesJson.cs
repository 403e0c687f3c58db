using System.Text.Json;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>
/// What is said of a stream, as <c>PUT /streams/{name}</c> takes it and as the bucket keeps it. Every member may be left out: the options then decide.
/// <code>
/// {"enabled": true, "bufferBytes": 67108864, "bufferAgeSeconds": 60, "retentionHours": null, "ndjson": false, "prefix": "cold",
///  "maintenance": {"enabled": true, "intervalSeconds": 3600, "fileBytes": 134217728}}
/// </code>
/// </summary>
internal sealed class OverridesJson(RequestErrors errors, bool refusesUnknownMembers)
{
    private static readonly Dictionary<string, Func<OverridesJson, string, JsonElement, StreamOverrides, StreamOverrides>> Maintenance = new(StringComparer.Ordinal)
    {
        ["enabled"] = (r, name, value, o) => o with { MaintenanceEnabled = r.Flag(name, value) },
        ["intervalSeconds"] = (r, name, value, o) => o with { MaintenanceInterval = r.Seconds(name, value) },
        ["fileBytes"] = (r, name, value, o) => o with { MaintenanceFileBytesTarget = r.Number(name, value) },
    };

    private static readonly Dictionary<string, Func<OverridesJson, string, JsonElement, StreamOverrides, StreamOverrides>> Members = new(StringComparer.Ordinal)
    {
        ["enabled"] = (r, name, value, o) => o with { Enabled = r.Flag(name, value) },
        ["bufferBytes"] = (r, name, value, o) => o with { BufferBytesMax = r.Number(name, value) },
        ["bufferAgeSeconds"] = (r, name, value, o) => o with { BufferAgeMax = r.Seconds(name, value) },
        ["retentionHours"] = (r, name, value, o) => o with { Retention = r.Hours(name, value) },
        ["ndjson"] = (r, name, value, o) => o with { WritesNdjson = r.Flag(name, value) },
        ["prefix"] = (r, name, value, o) => o with { Prefix = r.Text(name, value) },
        ["maintenance"] = (r, name, value, o) => r.Read($"{name}.", value, Maintenance, o),
    };

    public StreamOverrides Read(JsonElement body) => Read("", body, Members, new());

    public static byte[] Write(StreamOverrides overrides)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (overrides.Enabled is { } enabled) json.WriteBoolean("enabled", enabled);
            if (overrides.BufferBytesMax is { } bytes) json.WriteNumber("bufferBytes", bytes);
            if (overrides.BufferAgeMax is { } age) json.WriteNumber("bufferAgeSeconds", (long)age.TotalSeconds);
            if (overrides.Retention == StreamOverrides.ForEver) json.WriteNull("retentionHours");
            else if (overrides.Retention is { } retention) json.WriteNumber("retentionHours", (long)retention.TotalHours);
            if (overrides.WritesNdjson is { } ndjson) json.WriteBoolean("ndjson", ndjson);
            if (overrides.MaintenanceEnabled is not null || overrides.MaintenanceInterval is not null || overrides.MaintenanceFileBytesTarget is not null) WriteMaintenance(json, overrides);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteMaintenance(Utf8JsonWriter json, StreamOverrides overrides)
    {
        json.WriteStartObject("maintenance");
        if (overrides.MaintenanceEnabled is { } enabled) json.WriteBoolean("enabled", enabled);
        if (overrides.MaintenanceInterval is { } interval) json.WriteNumber("intervalSeconds", (long)interval.TotalSeconds);
        if (overrides.MaintenanceFileBytesTarget is { } bytes) json.WriteNumber("fileBytes", bytes);
        json.WriteEndObject();
    }

    private StreamOverrides Read(
        string path, JsonElement value, Dictionary<string, Func<OverridesJson, string, JsonElement, StreamOverrides, StreamOverrides>> members, StreamOverrides overrides)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path.TrimEnd('.'), $"Must be a JSON object with any of {string.Join(", ", members.Keys)}.");
            return overrides;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = $"{path}{member.Name}";
            if (!members.TryGetValue(member.Name, out var read))
            {
                if (refusesUnknownMembers) errors.Add(name, $"There is no such member; there are {string.Join(", ", members.Keys)}.");
            }
            else if (!seen.Add(member.Name)) errors.Add(name, "The member is given twice.");
            else overrides = read(this, name, member.Value, overrides);
        }
        return overrides;
    }

    private bool? Flag(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        errors.Add(name, "Must be true or false; leave it out for the default.");
        return null;
    }

    private long? Number(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
        errors.Add(name, "Must be a whole number; leave it out for the default.");
        return null;
    }

    private TimeSpan? Seconds(string name, JsonElement value) => Number(name, value) is { } seconds ? Span(seconds, TimeSpan.TicksPerSecond) : null;

    // Null is a value here: for ever. So zero is none, and goes the way of all that are too small.
    private TimeSpan? Hours(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return StreamOverrides.ForEver;
        return Number(name, value) is { } hours ? Span(hours == 0 ? -1 : hours, TimeSpan.TicksPerHour) : null;
    }

    // What no TimeSpan holds is outside of every rule in any case.
    private static TimeSpan Span(long count, long ticks) => count > TimeSpan.MaxValue.Ticks / ticks ? TimeSpan.MaxValue : count < 0 ? TimeSpan.MinValue : new(count * ticks);

    private string? Text(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        errors.Add(name, "Must be a string; leave it out for the archive's own folder.");
        return null;
    }
}
