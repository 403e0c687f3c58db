using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>As requests have it: <c>"lastPerPartitionKey"</c> or <c>{"key": "json->>'$.id'"}</c>.</summary>
internal sealed class ReplayCompactionConverter : JsonConverter<ReplayCompaction>
{
    public override ReplayCompaction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement is { ValueKind: JsonValueKind.Object } key && key.TryGetProperty("key", out var expression) && expression.ValueKind == JsonValueKind.String) return new(expression.GetString());
        return document.RootElement.ValueKind == JsonValueKind.String ? ReplayCompaction.LastPerPartitionKey : throw new JsonException("No compaction.");
    }

    public override void Write(Utf8JsonWriter writer, ReplayCompaction value, JsonSerializerOptions options)
    {
        if (value.Key is not { } key)
        {
            writer.WriteStringValue(ReplayCompaction.PerPartitionKey);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("key", key);
        writer.WriteEndObject();
    }
}
