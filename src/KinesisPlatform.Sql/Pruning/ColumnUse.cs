using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>Which columns of a relation a statement can see; when in doubt, all.</summary>
/// <param name="Ids">Field ids of the archive's own columns. <c>json</c> is <c>data</c>.</param>
/// <param name="UsesFields">Something of <c>fields</c>; which members is FieldUse's to say.</param>
internal sealed record ColumnUse(IReadOnlySet<int> Ids, bool UsesFields)
{
    public static ColumnUse None { get; } = new(new HashSet<int>(), UsesFields: false);

    public static ColumnUse All { get; } = new(ArchiveColumns.Table.Select((_, index) => index + 1).ToHashSet(), UsesFields: true);

    /// <summary>Only how many records there are.</summary>
    public bool IsNone => Ids.Count == 0 && !UsesFields;

    public ColumnUse Union(ColumnUse other) => new(Ids.Union(other.Ids).ToHashSet(), UsesFields || other.UsesFields);

    /// <returns>Null when no column has this name.</returns>
    public static ColumnUse? OfName(string name)
    {
        if (string.Equals(name, PayloadFields.ColumnName, StringComparison.OrdinalIgnoreCase)) return None with { UsesFields = true };
        if (string.Equals(name, "json", StringComparison.OrdinalIgnoreCase)) return Of(ArchiveColumns.Data);
        return IdOf(name) is { } id ? Of(id) : null;
    }

    /// <returns>The field id; null when no stored column has this name.</returns>
    public static int? IdOf(string name)
    {
        for (var i = 0; i < ArchiveColumns.Table.Count; i++)
        {
            if (string.Equals(ArchiveColumns.Table[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i + 1;
        }
        return null;
    }

    private static ColumnUse Of(int id) => new(new HashSet<int> { id }, UsesFields: false);
}
