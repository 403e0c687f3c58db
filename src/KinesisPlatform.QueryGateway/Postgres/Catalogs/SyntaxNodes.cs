using System.Text.Json.Nodes;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>Parts of a statement's tree, in the form of DuckDB's <c>json_serialize_sql</c>.</summary>
internal static class SyntaxNodes
{
    /// <returns>"" where there is no such text.</returns>
    public static string Text(JsonObject? item, string name) => item is not null && item.TryGetPropertyValue(name, out var value) && value is JsonValue text && text.TryGetValue<string>(out var of) ? of : "";

    /// <summary>A call of a function by the name that DuckDB knows.</summary>
    /// <param name="alias">Of the column that it is; "" for none.</param>
    public static JsonObject Call(string function, JsonArray arguments, string alias = "") => new()
    {
        ["class"] = "FUNCTION", ["type"] = "FUNCTION", ["alias"] = alias, ["query_location"] = 0, ["function_name"] = function,
        ["schema"] = "", ["children"] = arguments, ["filter"] = null,
        ["order_bys"] = new JsonObject { ["type"] = "ORDER_MODIFIER", ["orders"] = new JsonArray() }, ["distinct"] = false, ["is_operator"] = false, ["export_state"] = false, ["catalog"] = "",
    };

    /// <returns>Null when it is no text that stands in the statement.</returns>
    public static string? Constant(JsonNode? node) => Text(node as JsonObject, "class") == "CONSTANT" && (node as JsonObject)!["value"] is JsonObject { } value && Text(value["type"] as JsonObject, "id") == "VARCHAR" ? Text(value, "value") : null;
}
