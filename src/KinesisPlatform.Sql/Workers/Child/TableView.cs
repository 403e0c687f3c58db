using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>The view by which a statement sees a stream: archived and live records, each once, with <c>json</c> computed only where it is asked for.</summary>
internal static class TableView
{
    // A payload that is not UTF-8, or not JSON, must not fail the query.
    private const string Json = "TRY_CAST(TRY(decode(data)) AS JSON) AS json";

    public static string Create(WorkerTable table, int index)
    {
        var live = $"SELECT {ArchiveColumns.SqlList} FROM {LiveFunction.FunctionName}({index})";
        var rows = table.Files.Count == 0
            ? live
            : $"SELECT {ArchiveColumns.SqlList} FROM read_parquet([{string.Join(", ", table.Files.Select(Literal))}], hive_partitioning = false) UNION ALL {live}";
        return $"CREATE VIEW {Identifier(table.Name)} AS SELECT {ArchiveColumns.SqlList}, {Json} FROM ({rows})";
    }

    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
