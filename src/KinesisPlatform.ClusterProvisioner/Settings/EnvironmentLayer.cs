using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>
/// Reads a section of the service's configuration, where everything is text and names have no case, as JSON of a schema: <c>Cluster__idleTermination__minutes=30</c>. A list is
/// one text with commas, members 0, 1, 2, or JSON; an object may be JSON too; nothing (<c>Cluster__keyPair=</c>) takes a setting away.
/// </summary>
internal sealed class EnvironmentLayer(JsonSchema schema)
{
    public JsonObject Read(IConfigurationSection section) => Node(section, schema.Resolve(schema.Root)) as JsonObject ?? [];

    // What is not as the schema says stays text or gets in under its own name: the check that follows tells of it.
    private JsonNode? Node(IConfigurationSection section, JsonObject? type)
    {
        var kind = type?["type"]?.GetValue<string>();
        if (section.Value is { } text) return Scalar(text, kind);
        if (kind == "array")
            return new JsonArray([.. section.GetChildren().OrderBy(child => int.TryParse(child.Key, out var i) ? i : int.MaxValue).Select(child => Node(child, type!["items"] is JsonObject item ? schema.Resolve(item) : null))]);
        var result = new JsonObject();
        foreach (var child in section.GetChildren())
        {
            var name = NameOf(child.Key, type);
            result[name] = Node(child, type is null ? null : schema.MemberOf(type, name));
        }
        return result;
    }

    private static JsonNode? Scalar(string text, string? kind)
    {
        if (text.Length == 0) return null;
        switch (kind)
        {
            case "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture));
            case "number" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture));
            case "boolean" when bool.TryParse(text, out var flag):
                return JsonValue.Create(flag);
            case "array" or "object" when text.TrimStart() is ['[' or '{', ..]:
                return Parse(text);
            case "array":
                return new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => (JsonNode?)JsonValue.Create(item))]);
            default:
                return JsonValue.Create(text);
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string NameOf(string key, JsonObject? type) =>
        (type?["properties"] as JsonObject)?.Select(p => p.Key).FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key;
}
