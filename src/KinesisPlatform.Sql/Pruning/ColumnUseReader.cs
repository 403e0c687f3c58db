using System.Text.Json;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>
/// Finds the columns that a statement names, per relation. Names are taken wherever they stand, text constants included, and count for every relation unless they begin with the alias
/// of one. Anything by which columns are seen without their names uses all of them.
/// </summary>
/// <remarks>{"class":"COLUMN_REF","column_names":["t","arrived_at"],...}; {"type":"BASE_TABLE","alias":"t","sample":null,"table_name":"flights","column_name_alias":[],...}</remarks>
internal sealed class ColumnUseReader
{
    private readonly Dictionary<string, HashSet<string>> _relationsByAlias = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ColumnUse> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _otherAliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string[]> _columns = [];
    private ColumnUse _usedByAll = ColumnUse.None;

    private ColumnUseReader() { }

    /// <summary>What is used of a relation that the statement names so.</summary>
    public ColumnUse Of(string relation) => _used.TryGetValue(relation, out var use) ? use.Union(_usedByAll) : _usedByAll;

    public static ColumnUseReader Read(JsonElement tree)
    {
        var reader = new ColumnUseReader();
        reader.Walk(tree);
        foreach (var column in reader._columns) reader.Add(column);
        return reader;
    }

    private void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item);
                break;
            case JsonValueKind.Object:
                WalkObject(element);
                break;
            case JsonValueKind.String when ColumnUse.OfName(element.GetString()!) is { } use:
                _usedByAll = _usedByAll.Union(use);
                break;
        }
    }

    private void WalkObject(JsonElement element)
    {
        if (Text(element, "class") is "STAR" or "POSITIONAL_REFERENCE" || Text(element, "type") is "PIVOT" or "SHOW_REF" || Text(element, "ref_type") == "NATURAL") _usedByAll = ColumnUse.All;
        if (element.TryGetProperty("column_name_alias", out var renamed) && renamed is { ValueKind: JsonValueKind.Array } && renamed.GetArrayLength() > 0) _usedByAll = ColumnUse.All;
        if (element.TryGetProperty("sample", out _) && !element.TryGetProperty("class", out _)) AddSource(element);
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name == "column_names" && property.Value.ValueKind == JsonValueKind.Array) _columns.Add([.. property.Value.EnumerateArray().Select(name => name.GetString() ?? "")]);
            else foreach (var value in OrderByAll.Without(property)) Walk(value);
        }
    }

    private void AddSource(JsonElement source)
    {
        var (alias, table) = (Text(source, "alias"), Text(source, "table_name"));
        if (Text(source, "type") != "BASE_TABLE")
        {
            if (alias.Length > 0) _otherAliases.Add(alias);
            return;
        }
        foreach (var name in alias.Length > 0 ? [alias, table] : new[] { table })
        {
            if (!_relationsByAlias.TryGetValue(name, out var relations)) _relationsByAlias[name] = relations = new(StringComparer.OrdinalIgnoreCase);
            relations.Add(table);
        }
    }

    private void Add(string[] names)
    {
        // t.arrived_at, unless t is a column's name too.
        if (names.Length > 1 && ColumnUse.OfName(names[0]) is null && !_otherAliases.Contains(names[0]) && _relationsByAlias.TryGetValue(names[0], out var relations))
        {
            // Not a column of ours: an error, or something this does not know.
            var use = ColumnUse.OfName(names[1]) ?? ColumnUse.All;
            foreach (var relation in relations) _used[relation] = _used.TryGetValue(relation, out var before) ? before.Union(use) : use;
            return;
        }
        foreach (var name in names)
        {
            if (ColumnUse.OfName(name) is { } use) _usedByAll = _usedByAll.Union(use);
        }
        // A table's name alone means its whole row.
        if (_relationsByAlias.ContainsKey(names[^1]) || _otherAliases.Contains(names[^1])) _usedByAll = ColumnUse.All;
    }

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
