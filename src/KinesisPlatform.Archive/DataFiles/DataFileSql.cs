using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>How DuckDB's SQL reads data files.</summary>
public static class DataFileSql
{
    /// <summary>A table expression over local data files, one or more, with the archive's columns.</summary>
    public static string Scan(IEnumerable<string> paths) => $"read_parquet([{string.Join(", ", paths.Select(Literal))}], hive_partitioning = false)";

    /// <summary>
    /// The same with column <c>fields</c>: columns are found by field id, what a file lacks is NULL, and only those fields are read that <paramref name="fields"/> has.
    /// </summary>
    /// <param name="fields">Each file must have this column (<see cref="PayloadFields.AreIn"/>), and in each struct of it one of these fields (<see cref="PayloadFields.Narrow"/>).</param>
    public static string Scan(IEnumerable<string> paths, PayloadFields fields)
    {
        var columns = ArchiveColumns.Table.Select((column, index) => Column(index + 1, column.Name, DuckDbType.Of(column.Type).ToString()))
            .Append(Column(fields.Id, PayloadFields.ColumnName, fields.SqlType));
        return $"read_parquet([{string.Join(", ", paths.Select(Literal))}], schema = MAP {{{string.Join(", ", columns)}}})";
    }

    private static string Column(int id, string name, string type) => $"{id}: {{'name': '{name}', 'type': {Literal(type)}, 'default_value': NULL}}";

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
