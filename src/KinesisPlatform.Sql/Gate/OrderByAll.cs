using System.Text.Json;

namespace KinesisPlatform.Sql.Gate;

/// <summary>ORDER BY ALL of a SELECT, which the syntax tree has as a star: of the columns of the result, which are named where they are selected, and not of the tables.</summary>
/// <remarks>"modifiers":[{"type":"ORDER_MODIFIER","orders":[{"type":"ORDER_DEFAULT","expression":{"class":"STAR","relation_name":"","exclude_list":[],"replace_list":[],"columns":true,"expr":null,...}}]}].
/// With anything else about the star (<c>t.*</c>, EXCLUDE, a pattern) or beside it, or within an aggregate (whose property is "order_bys"), DuckDB may look at the tables.</remarks>
internal static class OrderByAll
{
    /// <summary>A property's value; of a SELECT's modifiers, those that are something else.</summary>
    public static IEnumerable<JsonElement> Without(JsonProperty property) =>
        property.Name == "modifiers" && property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().Where(modifier => !Is(modifier)) : [property.Value];

    private static bool Is(JsonElement modifier)
    {
        if (!IsText(modifier, "type", "ORDER_MODIFIER") || !modifier.TryGetProperty("orders", out var orders) || orders.ValueKind != JsonValueKind.Array || orders.GetArrayLength() != 1) return false;
        return orders[0].TryGetProperty("expression", out var star) && IsText(star, "class", "STAR")
            && star.EnumerateObject().All(property => property.Name is "class" or "type" or "alias" or "query_location" or "columns" || IsEmpty(property.Value));
    }

    private static bool IsText(JsonElement element, string property, string text) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
