using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>How DuckDB's SQL reads data files.</summary>
public static class DataFileSql
{
    /// <summary>A table expression over local data files, one or more, with the archive's columns.</summary>
    public static string Scan(IEnumerable<string> paths) => $"read_parquet([{string.Join(", ", paths.Select(DuckDbSyntax.Literal))}], hive_partitioning = false)";

    /// <summary>A SELECT of the archive's columns and <c>fields</c>, whole: what a file lacks of it is NULL.</summary>
    /// <param name="fields">Of the table. Each file must have the column (<see cref="PayloadFields.AreIn"/>).</param>
    /// <param name="also">Further columns, of those that read_parquet has besides the files'.</param>
    public static string Select(IEnumerable<string> paths, PayloadFields fields, IEnumerable<string> also)
    {
        // The columns by field id, the struct's members by name. DuckDB reads all members that a file has, whichever are asked for.
        var columns = ArchiveColumns.Table.Select((column, index) => Column(index + 1, column.Name, column.Type.ToString()))
            .Append(Column(fields.Id, PayloadFields.ColumnName, fields.SqlType));
        return $"SELECT {List($"{Above(PayloadFields.ColumnName)} AS {PayloadFields.ColumnName}", also)} FROM read_parquet([{string.Join(", ", paths.Select(DuckDbSyntax.Literal))}], schema = MAP {{{string.Join(", ", columns)}}})";
    }

    /// <summary>The same with the members of <paramref name="narrowed"/> alone, and only they are read.</summary>
    /// <param name="paths">Files that hold the same columns.</param>
    /// <param name="columnIds">Those columns.</param>
    public static string Select(IEnumerable<string> paths, PayloadFields narrowed, IReadOnlyCollection<int> columnIds, IEnumerable<string> also) =>
        $"SELECT {List($"{Above(Pack(narrowed.Members, PayloadFields.ColumnName, columnIds))} AS {PayloadFields.ColumnName}", also)} FROM {Scan(paths)}";

    // A condition on a member would else become the scan's own, which copies every member of each struct to apply it and takes half as long again. It stays above where two columns are in it; file_index, which is
    // there without being read, is one number for a file's rows: the CASE costs nothing.
    private static string Above(string fields) => $"CASE WHEN file_index IS NOT NULL THEN {fields} END";

    private static string List(string fields, IEnumerable<string> also) => string.Join(", ", also.Prepend(fields).Prepend(ArchiveColumns.SqlList));

    // {'carrier': fields."carrier", 'o': {'q': NULL::BIGINT}}
    private static string Pack(IReadOnlyList<PayloadField> members, string path, IReadOnlyCollection<int> columnIds) =>
        $"{{{string.Join(", ", members.Select(member => $"{DuckDbSyntax.Literal(member.Name)}: {Value(member, $"{path}.{DuckDbSyntax.Identifier(member.Name)}", columnIds)}"))}}}";

    private static string Value(PayloadField field, string path, IReadOnlyCollection<int> columnIds) =>
        field.Type == PayloadFieldType.Struct ? Pack(field.Members, path, columnIds) : columnIds.Contains(field.Id) ? path : $"NULL::{PayloadFields.SqlTypeOf(field)}";

    private static string Column(int id, string name, string type) => $"{id}: {{'name': '{name}', 'type': {DuckDbSyntax.Literal(type)}, 'default_value': NULL}}";
}
