using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace KinesisPlatform.Leases.Documents;

/// <summary>
/// A worker's document as JSON. A heartbeat alone never changes its length, anything else always does: spaces at the end make it <see cref="ChangeCountShown"/> times something and the count
/// of changes. So whoever lists documents reads again those whose length has changed.
/// <code>{"version":1,"instance":"…","beat":"0000000000000000042","changes":7,"state":"live","serves":["*"],"held":{"orders":{"shardId-000000000000":7}}}</code>
/// </summary>
internal static class WorkerDocumentCodec
{
    private const int Version = 1;

    /// <summary>So many changes between two looks are needed for a length to come again.</summary>
    private const int ChangeCountShown = 64;

    public static ReadOnlyMemory<byte> Encode(WorkerDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("instance", document.Instance);
            json.WriteString("beat", document.Beat.ToString("D19", CultureInfo.InvariantCulture));
            json.WriteNumber("changes", document.ChangeCount);
            json.WriteString("state", NameOf(document.State));
            json.WriteStartArray("serves");
            foreach (var pattern in document.Serves) json.WriteStringValue(pattern);
            json.WriteEndArray();
            WriteHeld(json, document.Held);
            json.WriteEndObject();
        }
        var padding = (int)(((document.ChangeCount - buffer.WrittenCount) % ChangeCountShown + ChangeCountShown) % ChangeCountShown);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenMemory;
    }

    /// <exception cref="PlatformException">Data: not such a document, or one of a later version.</exception>
    public static WorkerDocument Decode(string key, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) throw new FormatException("its version is unknown");
            return new(
                root.GetProperty("instance").GetString()!, long.Parse(root.GetProperty("beat").GetString()!, CultureInfo.InvariantCulture),
                StateOf(root.GetProperty("state").GetString()), [.. root.GetProperty("serves").EnumerateArray().Select(pattern => pattern.GetString()!)], ReadHeld(root.GetProperty("held")))
            {
                ChangeCount = root.TryGetProperty("changes", out var changes) ? changes.GetInt64() : 0,
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new PlatformException(FailureKind.Data, $"'{key}' is not a worker's document this version understands: {error.Message}", error);
        }
    }

    private static void WriteHeld(Utf8JsonWriter json, ImmutableSortedDictionary<LeaseResource, long> held)
    {
        json.WriteStartObject("held");
        foreach (var group in held.GroupBy(claim => claim.Key.Group))
        {
            json.WriteStartObject(group.Key);
            foreach (var (resource, epoch) in group) json.WriteNumber(resource.Name, epoch);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static ImmutableSortedDictionary<LeaseResource, long> ReadHeld(JsonElement held)
    {
        var claims = ImmutableSortedDictionary.CreateBuilder<LeaseResource, long>();
        foreach (var group in held.EnumerateObject())
            foreach (var claim in group.Value.EnumerateObject()) claims.Add(new(group.Name, claim.Name), claim.Value.GetInt64());
        return claims.ToImmutable();
    }

    private static string NameOf(WorkerState state) => state switch { WorkerState.Live => "live", WorkerState.Stopped => "stopped", _ => "fenced" };

    private static WorkerState StateOf(string? name) => name switch
    {
        "live" => WorkerState.Live, "stopped" => WorkerState.Stopped, "fenced" => WorkerState.Fenced, _ => throw new FormatException($"its state '{name}' is unknown"),
    };
}
