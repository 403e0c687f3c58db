using System.Text.Json;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>
/// Finds what a statement's conditions say of each relation, wherever it uses it: WHERE, and ON where a row that fails it is dropped. A record that no use can let pass need not be read.
/// A use that is not understood needs all records.
/// </summary>
/// <remarks>
/// {"type":"SELECT_NODE","from_table":{"type":"JOIN","join_type":"LEFT","ref_type":"REGULAR","left":{...},"right":{...},"condition":{...}},"where_clause":{...},"sample":null,...}
/// </remarks>
internal sealed class BoundUseReader
{
    private readonly Dictionary<string, List<Bound?>> _uses = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConstantReader _constants;

    private BoundUseReader(ConstantReader constants) => _constants = constants;

    /// <returns>Null when all records of the relation are needed.</returns>
    public Bound? Of(string relation) => _uses.TryGetValue(relation, out var uses) ? Bound.AnyOf(uses) : null;

    /// <param name="statement">{"node":{...},"named_param_map":[{"key":"1","value":1}]}</param>
    public static BoundUseReader Read(JsonElement statement)
    {
        var parameters = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        if (statement.TryGetProperty("named_param_map", out var map) && map.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in map.EnumerateArray()) parameters[Text(entry, "key")] = entry.GetProperty("value").GetInt32();
        }
        var reader = new BoundUseReader(new(parameters, TimeKeywords.AreFree(statement)));
        reader.Walk(statement, CommonTables.None);
        return reader;
    }

    private void Walk(JsonElement element, CommonTables scope)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Walk(item, scope);
        }
        if (element.ValueKind != JsonValueKind.Object) return;

        if (element.TryGetProperty("cte_map", out var map)) scope = WalkCommonTables(map, scope);
        var type = Text(element, "type");
        switch (type)
        {
            // Met outside of a FROM that is understood.
            case "BASE_TABLE": Add(element, null, scope); break;
            case "RECURSIVE_CTE_NODE": scope = scope.With(Text(element, "cte_name")); break;
            case "CTE_NODE":
                Walk(element.GetProperty("query"), scope);
                Walk(element.GetProperty("child"), scope.With(Text(element, "cte_name")));
                return;
            case "SELECT_NODE" when element.TryGetProperty("from_table", out var from): WalkFrom(element, from, scope); break;
        }
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name == "cte_map" || (property.Name == "from_table" && type == "SELECT_NODE")) continue;
            Walk(property.Value, scope);
        }
    }

    // Each sees the ones before it, but not itself.
    private CommonTables WalkCommonTables(JsonElement map, CommonTables scope)
    {
        if (!map.TryGetProperty("map", out var entries)) return scope;
        foreach (var entry in entries.EnumerateArray())
        {
            Walk(entry.GetProperty("value"), scope);
            scope = scope.With(Text(entry, "key"));
        }
        return scope;
    }

    private void WalkFrom(JsonElement node, JsonElement from, CommonTables scope)
    {
        var names = new List<string>();
        CollectNames(from, names);
        // A sample is taken before WHERE: of other rows if some were left out.
        JsonElement[] dropping = IsNull(node, "sample") && !IsNull(node, "where_clause") ? [node.GetProperty("where_clause")] : [];
        WalkSource(from, dropping, names, scope);
    }

    /// <param name="dropping">Conditions that drop a row which fails them, whatever else becomes of it.</param>
    /// <param name="names">Of all that this FROM joins.</param>
    private void WalkSource(JsonElement source, JsonElement[] dropping, List<string> names, CommonTables scope)
    {
        switch (Text(source, "type"))
        {
            case "BASE_TABLE":
                Add(source, IsPlain(source) ? ReadBound(NameOf(source), dropping, names) : null, scope);
                break;
            case "JOIN" when Text(source, "alias").Length == 0 && IsNull(source, "sample"):
                WalkJoin(source, dropping, names, scope);
                break;
            default:
                // A subquery is a node of its own; in anything else every use counts as one of all records.
                Walk(source, scope);
                break;
        }
    }

    private void WalkJoin(JsonElement join, JsonElement[] dropping, List<string> names, CommonTables scope)
    {
        var kind = Text(join, "join_type");
        // ASOF takes the nearest row and POSITIONAL the one at the same place: others if some were left out.
        var isRegular = Text(join, "ref_type") is "REGULAR" or "CROSS" or "NATURAL" && kind is "INNER" or "LEFT" or "RIGHT" or "OUTER" or "FULL" or "SEMI" or "ANTI";
        JsonElement[] on = isRegular && !IsNull(join, "condition") ? [join.GetProperty("condition")] : [];
        // The side that is kept without a match keeps its rows that fail ON. And the right side of SEMI and ANTI cannot be seen above.
        JsonElement[] left = !isRegular ? [] : kind is "INNER" or "RIGHT" or "SEMI" ? [.. dropping, .. on] : dropping;
        JsonElement[] right = !isRegular ? [] : kind switch { "INNER" or "LEFT" => [.. dropping, .. on], "SEMI" or "ANTI" => on, _ => dropping };
        WalkSource(join.GetProperty("left"), left, names, scope);
        WalkSource(join.GetProperty("right"), right, names, scope);
        foreach (var property in join.EnumerateObject())
        {
            if (property.Name is not ("left" or "right")) Walk(property.Value, scope);
        }
    }

    private Bound? ReadBound(string name, JsonElement[] dropping, List<string> names)
    {
        if (names.Count(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) != 1) return null;
        var reader = new BoundReader(name, isAlone: names.Count == 1, _constants);
        return Bound.AllOf(dropping.Select(reader.Read));
    }

    private void Add(JsonElement table, Bound? bound, CommonTables scope)
    {
        var name = Text(table, "table_name");
        if (scope.Contains(name)) return;
        if (!_uses.TryGetValue(name, out var uses)) _uses[name] = uses = [];
        uses.Add(bound);
    }

    private static void CollectNames(JsonElement source, List<string> names)
    {
        if (Text(source, "type") == "JOIN" && Text(source, "alias").Length == 0)
        {
            CollectNames(source.GetProperty("left"), names);
            CollectNames(source.GetProperty("right"), names);
        }
        else names.Add(NameOf(source));
    }

    private static string NameOf(JsonElement source) => Text(source, "alias") is { Length: > 0 } alias ? alias : Text(source, "table_name");

    private static bool IsPlain(JsonElement table) => IsNull(table, "sample") && IsNull(table, "at_clause") && (!table.TryGetProperty("column_name_alias", out var renamed) || renamed.GetArrayLength() == 0);

    private static bool IsNull(JsonElement element, string property) => !element.TryGetProperty(property, out var value) || value.ValueKind == JsonValueKind.Null;

    private static string Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    /// <summary>Names that mean common tables at one place.</summary>
    private sealed record CommonTables(string? Name, CommonTables? Outer)
    {
        public static CommonTables None { get; } = new(null, null);

        public CommonTables With(string name) => new(name, this);

        public bool Contains(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || (Outer?.Contains(name) ?? false);
    }
}
