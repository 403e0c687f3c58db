using System.Text.Json;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>Words that mean the statement's time, unless a column has such a name: DuckDB then takes the column.</summary>
internal static class TimeKeywords
{
    public const string Timestamp = "current_timestamp", Date = "current_date";

    /// <summary>Whether nothing in a statement can be a column of such a name.</summary>
    public static bool AreFree(JsonElement statement) => AreFree(statement, isColumnName: false);

    private static bool AreFree(JsonElement element, bool isColumnName)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!AreFree(item, isColumnName)) return false;
                }
                return true;
            case JsonValueKind.String when !isColumnName:
                return !Names(element.GetString()!);
            case JsonValueKind.Object:
                // Its columns are named by what the data says.
                if (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "PIVOT") return false;
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Name == "select_list" && property.Value.ValueKind == JsonValueKind.Array && property.Value.EnumerateArray().Any(IsOne)) return false;
                    if (!AreFree(property.Value, property.Name == "column_names")) return false;
                }
                return true;
            default:
                return true;
        }
    }

    // SELECT current_date gives a column of that name.
    private static bool IsOne(JsonElement item) =>
        item.TryGetProperty("column_names", out var names) && names.ValueKind == JsonValueKind.Array && names.EnumerateArray().Any(name => Names(name.GetString() ?? ""));

    private static bool Names(string text) => text.Contains(Timestamp, StringComparison.OrdinalIgnoreCase) || text.Contains(Date, StringComparison.OrdinalIgnoreCase);
}
