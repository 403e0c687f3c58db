using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>The view by which a statement sees a stream: archived and live records, each once, with <c>json</c> and <c>fields</c> computed only where they are asked for and not there.</summary>
internal static class TableView
{
    // A payload that is not UTF-8, or not JSON, must not fail the query.
    private const string Json = "TRY_CAST(TRY(decode(data)) AS JSON) AS json";

    private static readonly string Nulls = string.Join(", ", ArchiveColumns.Table.Select(column => $"NULL::{DuckDbType.Of(column.Type)} AS {column.Name}"));

    /// <summary>The name of the function that computes the fields of a table's payloads.</summary>
    public static string FieldsFunction(int index) => $"payload_fields_{index}";

    public static string Create(WorkerTable table, int index)
    {
        if (table.Rows is { } rows) return $"CREATE TABLE {Identifier(table.Name)} AS SELECT unnest(from_json({Literal(rows.Json)}, {Literal(rows.Structure)}), max_depth := 2)";
        var computed = table.Fields is null ? "" : $", {FieldsFunction(index)}(data) AS {PayloadFields.ColumnName}";
        var sources = new List<string>();
        if (table.Fields is { Files.Count: > 0 } fields) sources.AddRange(Merged(fields));
        if (table.Files.Count > 0) sources.Add($"SELECT {ArchiveColumns.SqlList}{computed} FROM {DataFileSql.Scan(table.Files)}");
        if (table.CountedRows > 0) sources.Add($"SELECT {Nulls}{computed} FROM range({table.CountedRows.ToString(CultureInfo.InvariantCulture)})");
        // The columns have to come from somewhere when there are neither files nor live records.
        if (table.Live is not null || sources.Count == 0) sources.Add($"SELECT {ArchiveColumns.SqlList}{computed} FROM {LiveFunction.FunctionName}({table.Live ?? LiveFunction.Nothing})");
        var columns = table.Fields is null ? $"{ArchiveColumns.SqlList}, {Json}" : $"{ArchiveColumns.SqlList}, {Json}, {PayloadFields.ColumnName}";
        // Where a statement needs no column, DuckDB reads the first of the UNION, which must be there.
        var ordered = string.Join(", ", ArchiveColumns.Table.Select(column => column.Name).Append(PayloadFields.ColumnName).Take(ArchiveColumns.Table.Count + (table.Fields is null ? 0 : 1))
            .OrderByDescending(name => name == table.FirstColumn));
        var records = $"SELECT {columns} FROM ({string.Join(" UNION ALL ", sources.Select(source => $"SELECT {ordered} FROM ({source})"))})";
        return $"CREATE VIEW {Identifier(table.Name)} AS {(table.Rule is null ? records : RuleView.Select(records, table.Rule, table.Fields is null ? null : FieldsFunction(index)))}";
    }

    private static IEnumerable<string> Merged(WorkerFields fields) => fields.IsWhole
        ? [DataFileSql.Select(fields.Files.SelectMany(files => files.Paths), fields.Type())]
        : fields.Files.Select(files => DataFileSql.Select(files.Paths, fields.Type(), files.ColumnIds));

    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
