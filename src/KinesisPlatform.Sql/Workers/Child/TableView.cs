using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>The view by which a statement sees a stream: archived and live records, each once, with <c>json</c> and <c>fields</c> computed only where they are asked for and not there.</summary>
internal static class TableView
{
    // A payload that is not UTF-8, or not JSON, must not fail the query.
    private const string Json = "TRY_CAST(TRY(decode(data)) AS JSON) AS json";

    private static readonly string Nulls = string.Join(", ", ArchiveColumns.Table.Select(column => $"NULL::{column.Type} AS {column.Name}"));

    /// <param name="index">Of the plan's.</param>
    /// <param name="fieldsFunction">The name of the function that computes <c>fields</c> of the table's payloads; null where it does not have the column.</param>
    public static string Create(WorkerTable table, int index, string? fieldsFunction)
    {
        if (table.Rows is { } rows) return $"CREATE TEMP TABLE {DuckDbSyntax.Identifier(table.Name)} AS SELECT unnest(from_json({DuckDbSyntax.Literal(rows.Json)}, {DuckDbSyntax.Literal(rows.Structure)}), max_depth := 2)";
        var computed = fieldsFunction is null ? "" : $", {fieldsFunction}(data) AS {PayloadFields.ColumnName}";
        var sources = new List<string>();
        var fileCount = 0;
        foreach (var (paths, select) in Scans(table, computed))
        {
            // Counted over all scans; each counts its own.
            var file = $"{fileCount.ToString(CultureInfo.InvariantCulture)}::UBIGINT + file_index";
            var source = select(table.HasPlaces ? [$"{file} AS _file", "file_row_number AS _row"] : []);
            sources.Add(table.Records is null ? source : $"{source} WHERE {IsLastRecordFunction.FunctionName}({file}, file_row_number)");
            fileCount += paths.Count;
        }
        if (table.Live is not null) sources.Add($"SELECT {(table.Fields is null ? ArchiveColumns.SqlList : $"{ArchiveColumns.SqlList}, {PayloadFields.ColumnName}")} FROM {LiveFunction.FunctionName}({index})");
        // The columns have to come from somewhere when there are neither files nor live records.
        if (table.CountedRows > 0 || sources.Count == 0) sources.Add($"SELECT {Nulls}{computed} FROM range({table.CountedRows.ToString(CultureInfo.InvariantCulture)})");
        string[] places = table.HasPlaces ? ["_file", "_row"] : [];
        var columns = table.Fields is null ? $"{ArchiveColumns.SqlList}, {Json}" : $"{ArchiveColumns.SqlList}, {Json}, {PayloadFields.ColumnName}";
        columns = string.Join(", ", places.Prepend(columns));
        // Where a statement needs no column, DuckDB reads the first of the UNION, which must be there.
        var ordered = string.Join(", ", ArchiveColumns.Table.Select(column => column.Name).Append(PayloadFields.ColumnName).Take(ArchiveColumns.Table.Count + (table.Fields is null ? 0 : 1))
            .OrderByDescending(name => name == table.FirstColumn).Concat(places));
        var records = $"SELECT {columns} FROM ({string.Join(" UNION ALL ", sources.Select(source => $"SELECT {ordered} FROM ({source})"))})";
        return $"CREATE TEMP VIEW {DuckDbSyntax.Identifier(table.Name)} AS {(table.Rule is null ? records : RuleView.Select(records, table.Rule, fieldsFunction, places))}";
    }

    /// <summary>The files in the order of <see cref="WorkerTable.AllFiles"/>, as many at a time as one SELECT reads; it takes further columns.</summary>
    private static IEnumerable<(IReadOnlyList<string> Paths, Func<IReadOnlyList<string>, string> Select)> Scans(WorkerTable table, string computed)
    {
        if (table.Fields is { Files.Count: > 0 } fields)
        {
            string[] all = [.. fields.Files.SelectMany(files => files.Paths)];
            if (fields.IsWhole) yield return (all, also => DataFileSql.Select(all, fields.Type(), also));
            else foreach (var files in fields.Files) yield return (files.Paths, also => DataFileSql.Select(files.Paths, fields.Type(), files.ColumnIds, also));
        }
        if (table.Files.Count > 0) yield return (table.Files, also => $"SELECT {string.Join(", ", also.Prepend($"{ArchiveColumns.SqlList}{computed}"))} FROM {DataFileSql.Scan(table.Files)}");
    }
}
