using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Relations;

/// <summary>The rows of <c>information_schema.tables</c> and <c>information_schema.columns</c> (ISO/IEC 9075-11), for the streams that the caller may read.</summary>
internal static class InformationRows
{
    private const string Catalog = "kinesis";
    private const string Schema = "main";

    private const string TableColumns = """{"table_catalog": "VARCHAR", "table_schema": "VARCHAR", "table_name": "VARCHAR", "table_type": "VARCHAR"}""";

    private const string ColumnColumns = """
        {"table_catalog": "VARCHAR", "table_schema": "VARCHAR", "table_name": "VARCHAR", "column_name": "VARCHAR", "ordinal_position": "INTEGER", "column_default": "VARCHAR",
        "is_nullable": "VARCHAR", "data_type": "VARCHAR"}
        """;

    public static RelationRows Tables(IReadOnlyList<StreamName> streams) => RelationRows.Of(TableColumns, streams.Select(stream => new
    {
        TableCatalog = Catalog, TableSchema = Schema, TableName = stream.Value, TableType = "BASE TABLE",
    }));

    /// <param name="streams">With the type of their column <c>fields</c>, where they have one.</param>
    public static RelationRows Columns(IReadOnlyList<(StreamName Stream, PayloadFields? Fields)> streams) => RelationRows.Of(ColumnColumns, streams.SelectMany(entry => ColumnsOf(entry.Fields)
        .Select((column, index) => new
        {
            TableCatalog = Catalog, TableSchema = Schema, TableName = entry.Stream.Value, ColumnName = column.Name, OrdinalPosition = index + 1, ColumnDefault = (string?)null,
            IsNullable = column.IsNullable ? "YES" : "NO", DataType = column.Type,
        })));

    private static IEnumerable<(string Name, string Type, bool IsNullable)> ColumnsOf(PayloadFields? fields)
    {
        foreach (var column in ArchiveColumns.Table) yield return (column.Name, column.Type.ToString(), column.Name == "explicit_hash_key");
        yield return ("json", "JSON", true);
        if (fields is not null) yield return (PayloadFields.ColumnName, fields.SqlType, true);
    }
}
