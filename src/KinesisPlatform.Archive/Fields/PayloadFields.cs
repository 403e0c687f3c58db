using KinesisPlatform.Archive.DataFiles;
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

    /// <summary>Only the fields that a query uses. Whether the structs around them are NULL is then no longer told: <see cref="DataFileSql"/> reads nothing else.</summary>
    /// <param name="paths">Name by name and without regard to case. A path that does not lead to a field (but nowhere, or to a struct) keeps all.</param>
    public PayloadFields Narrow(IReadOnlyCollection<IReadOnlyList<string>> paths)
    {
        var kept = new HashSet<int>();
        foreach (var path in paths)
        {
            if (Find(Members, path) is not { Type: not PayloadFieldType.Struct } field) return this;
            kept.Add(field.Id);
        }
        return kept.Count == 0 ? this : this with { Members = Keep(Members, kept) };
    }

    /// <summary>The field that a path of names leads to, without regard to case; null when it leads nowhere, or beyond a field.</summary>
    public PayloadField? Find(IReadOnlyList<string> path)
    {
        var members = Members;
        PayloadField? found = null;
        foreach (var name in path)
        {
            found = members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));
            if (found is null) return null;
            members = found.Members;
        }
        return found;
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

    private static string SqlStruct(IReadOnlyList<PayloadField> members) => $"STRUCT({string.Join(", ", members.Select(member => $"{DuckDbSyntax.Identifier(member.Name)} {SqlTypeOf(member)}"))})";

    internal static string SqlTypeOf(PayloadField field) => field.Type switch
    {
        PayloadFieldType.Boolean => "BOOLEAN",
        PayloadFieldType.Whole => "BIGINT",
        PayloadFieldType.Number => "DOUBLE",
        PayloadFieldType.Text => "VARCHAR",
        _ => SqlStruct(field.Members),
    };
}
