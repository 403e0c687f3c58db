using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>What a schema says of texts, numbers and lists beyond their type.</summary>
internal static class SchemaBounds
{
    public static IEnumerable<string> OfList(JsonArray list, JsonObject schema)
    {
        if (Bound("minItems", schema) is { } min && list.Count < min) yield return $"Must have {min} items at least.";
        if (Bound("maxItems", schema) is { } max && list.Count > max) yield return $"May have {max} items at most.";
    }

    public static IEnumerable<string> OfScalar(JsonValue value, JsonObject schema) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => OfText(value.GetValue<string>(), schema),
            JsonValueKind.Number => OfNumber(value.GetValue<decimal>(), schema),
            _ => [],
        };

    private static IEnumerable<string> OfText(string text, JsonObject schema)
    {
        if (schema["enum"] is JsonArray values && !values.Any(v => v!.GetValue<string>() == text)) yield return $"Must be one of {string.Join(", ", values.Select(v => v!.GetValue<string>()))}.";
        if (Bound("minLength", schema) is { } min && text.Length < min) yield return $"Must have {min} characters at least.";
        if (Bound("maxLength", schema) is { } max && text.Length > max) yield return $"May have {max} characters at most.";
        // In linear time, whatever the text; and '$' is the text's end, not a line's.
        if (schema["pattern"]?.GetValue<string>() is { } pattern && (text.Contains('\n', StringComparison.Ordinal) || !Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)))
            yield return $"Must match {pattern}.{(schema["description"] is { } description ? $" {description.GetValue<string>()}" : "")}";
    }

    private static IEnumerable<string> OfNumber(decimal number, JsonObject schema)
    {
        if (Bound("minimum", schema) is { } min && number < min) yield return $"Must be {min} at least.";
        if (Bound("maximum", schema) is { } max && number > max) yield return $"Must be {max} at most.";
    }

    private static decimal? Bound(string word, JsonObject schema) => schema[word]?.GetValue<decimal>();
}
