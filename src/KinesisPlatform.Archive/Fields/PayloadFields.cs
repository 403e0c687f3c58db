using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.Fields;

/// <summary>
/// The type of a table's column <c>fields</c>: members of JSON payloads as columns. A field's value is a function of the payload and this type alone (<see cref="PayloadReader"/>),
/// whether it is read from a file that has the column or computed from <c>data</c>.
/// </summary>
/// <param name="Id">The column's Iceberg field id.</param>
/// <param name="Members">At least one.</param>
/// <param name="RecomputedIds">Leaves that a file without them may yet have in its payloads: they took over from a field of another type, or had been left out before.</param>
public sealed record PayloadFields(int Id, IReadOnlyList<PayloadField> Members, IReadOnlySet<int> RecomputedIds)
{
    /// <summary>The column's name.</summary>
    public const string ColumnName = "fields";

    public IEnumerable<PayloadField> Leaves => Members.SelectMany(member => member.Leaves);

    /// <summary>Whether a file's own column gives the values of this type; if not, they have to be computed from its payloads.</summary>
    /// <param name="columnIds">Of the file (DataFile.ColumnIds).</param>
    public bool AreIn(IReadOnlyCollection<int> columnIds)
    {
        var ids = columnIds as IReadOnlySet<int> ?? columnIds.ToHashSet();
        return Leaves.Any(leaf => ids.Contains(leaf.Id)) && Leaves.All(leaf => ids.Contains(leaf.Id) || !RecomputedIds.Contains(leaf.Id));
    }

    /// <summary>Only the fields that a query uses, so that only they are read.</summary>
    /// <param name="paths">Of a field or a struct, name by name and without regard to case; what is not there keeps all fields.</param>
    /// <param name="files">The column ids of each file to be read. In each struct DuckDB must find one field of it in each file: where it would not, one more is kept.</param>
    public PayloadFields Narrow(IReadOnlyCollection<IReadOnlyList<string>> paths, IEnumerable<IReadOnlyCollection<int>> files)
    {
        var kept = new HashSet<int>();
        foreach (var path in paths)
        {
            if (Find(Members, path) is not { } field) return this;
            kept.UnionWith(field.Leaves.Select(leaf => leaf.Id));
        }
        foreach (var file in files.Select(ids => ids.ToHashSet()).Distinct(HashSet<int>.CreateSetComparer())) Anchor(Members, file, kept);
        var members = Keep(Members, kept);
        return members.Count == 0 ? this : this with { Members = members };
    }

    private static PayloadField? Find(IReadOnlyList<PayloadField> members, IReadOnlyList<string> path)
    {
        PayloadField? found = null;
        foreach (var name in path)
        {
            found = members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));
            if (found is null or { Type: not PayloadFieldType.Struct }) return found;
            members = found.Members;
        }
        return found;
    }

    private static void Anchor(IReadOnlyList<PayloadField> members, HashSet<int> file, HashSet<int> kept)
    {
        var there = members.Where(member => member.Leaves.Any(leaf => file.Contains(leaf.Id))).ToList();
        var common = there.Where(member => member.Leaves.Any(leaf => kept.Contains(leaf.Id))).ToList();
        if (common.Count == 0 && there.Count > 0) kept.Add(there.SelectMany(member => member.Leaves).First(leaf => file.Contains(leaf.Id)).Id);
        foreach (var member in common.Where(member => member.Type == PayloadFieldType.Struct)) Anchor(member.Members, file, kept);
    }

    private static List<PayloadField> Keep(IReadOnlyList<PayloadField> members, HashSet<int> kept) =>
    [
        .. members.Where(member => member.Leaves.Any(leaf => kept.Contains(leaf.Id)))
            .Select(member => member.Type == PayloadFieldType.Struct ? member with { Members = Keep(member.Members, kept) } : member),
    ];

    /// <summary>Whether the table's schema has all of these.</summary>
    internal bool HasIds => Id != 0 && Leaves.All(leaf => leaf.Id != 0);

    /// <summary>How many steps the longest path to a field has.</summary>
    internal int Depth => Members.Max(member => member.Depth);

    /// <summary>As DuckDB's type.</summary>
    public DuckDbType DuckDbType => StructOf(Members);

    /// <summary>As DuckDB's SQL writes the type.</summary>
    public string SqlType => SqlStruct(Members);

    private static DuckDbType StructOf(IReadOnlyList<PayloadField> members) => DuckDbType.Struct([.. members.Select(member => (member.Name, TypeOf(member)))]);

    private static DuckDbType TypeOf(PayloadField field) => field.Type switch
    {
        PayloadFieldType.Boolean => DuckDbType.Of(DuckDbTypeId.Boolean),
        PayloadFieldType.Whole => DuckDbType.Of(DuckDbTypeId.BigInt),
        PayloadFieldType.Number => DuckDbType.Of(DuckDbTypeId.Double),
        PayloadFieldType.Text => DuckDbType.Of(DuckDbTypeId.Varchar),
        _ => StructOf(field.Members),
    };

    private static string SqlStruct(IReadOnlyList<PayloadField> members) => $"STRUCT({string.Join(", ", members.Select(member => $"{Identifier(member.Name)} {SqlTypeOf(member)}"))})";

    private static string SqlTypeOf(PayloadField field) => field.Type switch
    {
        PayloadFieldType.Boolean => "BOOLEAN",
        PayloadFieldType.Whole => "BIGINT",
        PayloadFieldType.Number => "DOUBLE",
        PayloadFieldType.Text => "VARCHAR",
        _ => SqlStruct(field.Members),
    };

    internal static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
