using System.Text.Json;

namespace KinesisPlatform.Sql.Gate;

/// <summary>A condition within the smallest statement, to see that it is one condition and nothing that closes the parenthesis and goes on.</summary>
internal static class WhereProbe
{
    public const string TableName = "t";

    // Lines of its own: a comment at the condition's end must not swallow the parenthesis.
    public static SqlText Statement(string where) => new($"SELECT 1 FROM {TableName} WHERE (\n{where}\n)", LinesBefore: 1);

    /// <summary>The same over a table that has the columns, to see that the condition compiles.</summary>
    /// <param name="columns">Name to type.</param>
    public static string Bound(string where, IEnumerable<KeyValuePair<string, string>> columns) =>
        $"SELECT 1 FROM (SELECT {string.Join(", ", columns.Select(column => $"NULL::{column.Value} AS {column.Key}"))}) WHERE TRY((\n{where}\n)) IS NULL";

    /// <exception cref="PlatformException">Invalid.</exception>
    public static void Check(JsonElement tree, string what = "condition")
    {
        var statements = tree.GetProperty("statements");
        var node = statements.GetArrayLength() == 1 ? statements[0].GetProperty("node") : default;
        var isOneCondition = node.ValueKind == JsonValueKind.Object
            && node.GetProperty("type").GetString() == "SELECT_NODE"
            && node.GetProperty("from_table").GetProperty("type").GetString() == "BASE_TABLE"
            && node.GetProperty("where_clause").ValueKind == JsonValueKind.Object
            && IsEmpty(node, "modifiers") && IsEmpty(node, "group_expressions") && IsEmpty(node, "group_sets")
            && IsEmpty(node.GetProperty("cte_map"), "map")
            && IsNull(node, "having") && IsNull(node, "qualify") && IsNull(node, "sample");
        if (!isOneCondition) throw new PlatformException(FailureKind.Invalid, $"The {what} is not one {what}: it must stand alone between parentheses.");
        Refuse(node.GetProperty("where_clause"), what);
    }

    /// <summary>Whether the condition means several columns at once, which would be several conditions.</summary>
    public static bool NamesManyColumns(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(NamesManyColumns),
        JsonValueKind.Object => (element.TryGetProperty("class", out var kind) && kind.GetString() == "STAR") || element.EnumerateObject().Any(property => NamesManyColumns(property.Value)),
        _ => false,
    };

    private static bool IsEmpty(JsonElement element, string property) => element.GetProperty(property).GetArrayLength() == 0;

    private static bool IsNull(JsonElement element, string property) => element.GetProperty(property).ValueKind == JsonValueKind.Null;

    private static void Refuse(JsonElement element, string what)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Refuse(item, what);
        }
        if (element.ValueKind != JsonValueKind.Object) return;
        if (element.TryGetProperty("class", out var kind) && kind.GetString() is "SUBQUERY" or "WINDOW" or "PARAMETER")
            throw new PlatformException(FailureKind.Invalid, $"The {what} may only look at one record: no subqueries, no window functions, no parameters.");
        foreach (var property in element.EnumerateObject()) Refuse(property.Value, what);
    }
}
