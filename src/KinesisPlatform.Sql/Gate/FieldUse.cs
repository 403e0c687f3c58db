using System.Text.Json;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// Which members of column <c>fields</c> a statement names, so that no others are read: through a UNION, DuckDB reads and computes a struct as a whole.
/// Anything by which the column could be seen without its name makes all of it used.
/// </summary>
/// <remarks>{"class":"COLUMN_REF","column_names":["t","fields","device","type"],...}; {"type":"BASE_TABLE","alias":"t","sample":null,"table_name":"flights","column_name_alias":[],...}</remarks>
internal sealed class FieldUse
{
    private readonly HashSet<string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string[]> _columns = [];
    private readonly List<IReadOnlyList<string>> _paths = [];
    private bool _isWhole;

    private FieldUse() { }

    public static FieldUse None { get; } = new();

    /// <summary>Nothing of the column is used.</summary>
    public bool IsNone => !_isWhole && _paths.Count == 0;

    public static FieldUse Of(JsonElement tree)
    {
        var use = new FieldUse();
        use.Walk(tree);
        foreach (var column in use._columns) use.Add(column);
        return use;
    }

    /// <summary>What any of several texts uses.</summary>
    public static FieldUse Union(IEnumerable<FieldUse> uses)
    {
        var union = new FieldUse();
        foreach (var use in uses)
        {
            union._isWhole |= use._isWhole;
            union._paths.AddRange(use._paths);
        }
        return union;
    }

    public PayloadFields Narrow(PayloadFields fields) => _isWhole ? fields : fields.Narrow(_paths);

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
            case JsonValueKind.String when string.Equals(element.GetString(), PayloadFields.ColumnName, StringComparison.OrdinalIgnoreCase):
                _isWhole = true;
                break;
        }
    }

    private void WalkObject(JsonElement element)
    {
        if (Text(element, "class") is "STAR" or "POSITIONAL_REFERENCE" || Text(element, "type") is "PIVOT" or "SHOW_REF" || Text(element, "ref_type") == "NATURAL") _isWhole = true;
        if (element.TryGetProperty("column_name_alias", out var renamed) && renamed is { ValueKind: JsonValueKind.Array } && renamed.GetArrayLength() > 0) _isWhole = true;
        // A table's name alone means its whole row.
        if (element.TryGetProperty("sample", out _) && !element.TryGetProperty("class", out _)) _tables.UnionWith([Text(element, "alias"), Text(element, "table_name")]);
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name == "column_names" && property.Value.ValueKind == JsonValueKind.Array) _columns.Add([.. property.Value.EnumerateArray().Select(name => name.GetString() ?? "")]);
            else foreach (var value in OrderByAll.Without(property)) Walk(value);
        }
    }

    private void Add(string[] names)
    {
        var at = Array.FindIndex(names, name => string.Equals(name, PayloadFields.ColumnName, StringComparison.OrdinalIgnoreCase));
        if (at >= 0 && at + 1 < names.Length) _paths.Add(names[(at + 1)..]);
        else if (at >= 0 || _tables.Contains(names[^1])) _isWhole = true;
    }

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
