using System.Globalization;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Writes the rows of a query to a Parquet file in the form that all data files have.</summary>
internal static class ParquetWriter
{
    // Small groups prune better by time and key, and take half the memory to read, for a few percent of size.
    private const int RowGroupRows = 20_480;

    // A group costs a reader its requests, and a tenth of a millisecond for each column: of small records there are more in one, until it is as large as one of large records.
    private const int RowGroupRowsMax = 3 * RowGroupRows;
    private const int RowGroupBytes = 5 << 18;

    // What writes a group, and what reads its payloads, holds it uncompressed: of records that are nearly alike that is a hundred times its length in the file.
    private const long MergedRowGroupPayloadBytesMax = 32 << 20;

    // DuckDB's vectors.
    private const int RowsMultiple = 2048;

    // A group's column is decompressed as a whole, whichever of its rows are wanted: a replay of one shard would do so with most of what a new file has of all shards, in memory that is new each time.
    private const long RowGroupPayloadBytes = 4 << 20;

    /// <summary>How many records a row group of a new file is to have: of large records fewer.</summary>
    /// <param name="payloadBytes">Of all of them.</param>
    public static int RowGroupRowsOfNew(long payloadBytes, long recordCount) =>
        (int)Math.Clamp(RowGroupPayloadBytes * recordCount / Math.Max(1, payloadBytes) / RowsMultiple * RowsMultiple, RowsMultiple, RowGroupRows);

    /// <summary>How many records a row group of a merged file is to have.</summary>
    /// <param name="lengthBytes">Of the files that hold them, compressed.</param>
    /// <param name="payloadBytes">Of all of them, uncompressed.</param>
    public static int RowGroupRowsOf(long lengthBytes, long payloadBytes, long recordCount)
    {
        var rows = Math.Clamp(RowGroupBytes * recordCount / Math.Max(1, lengthBytes), RowGroupRows, RowGroupRowsMax);
        var rowsThatFit = Math.Max(MergedRowGroupPayloadBytesMax * recordCount / Math.Max(1, payloadBytes), RowsMultiple);
        return (int)(Math.Min(rows, rowsThatFit) / RowsMultiple * RowsMultiple);
    }

    /// <param name="fieldIds">As the option FIELD_IDS takes them, without the outer braces.</param>
    /// <param name="rowGroupRows">A multiple of 2048.</param>
    /// <exception cref="DuckDbException">The query failed, or the file could not be written.</exception>
    public static ParquetReport Write(DuckDbConnection connection, string query, string path, string fieldIds, int rowGroupRows, CancellationToken cancellationToken)
    {
        var statement =
            $$"""
            COPY ({{query}}) TO {{DuckDbSyntax.Literal(path)}}
            (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {{rowGroupRows}}, FIELD_IDS { {{fieldIds}} }, RETURN_STATS)
            """;
        using var result = connection.Query(statement, cancellationToken);
        if (!result.ReadChunk()) throw new PlatformException(FailureKind.Internal, "DuckDB wrote a data file but reported nothing about it.");
        return new(Convert.ToInt64(Find(result, "count"), CultureInfo.InvariantCulture), new FileInfo(path).Length, ReadSplitOffsets(connection, path), ReadColumns(result));
    }

    private static List<long> ReadSplitOffsets(DuckDbConnection connection, string path)
    {
        var offsets = new List<long>();
        using var result = connection.Query(
            $"""
            SELECT min(CASE WHEN dictionary_page_offset > 0 THEN least(dictionary_page_offset, data_page_offset) ELSE data_page_offset END)::BIGINT
            FROM parquet_metadata({DuckDbSyntax.Literal(path)}) GROUP BY row_group_id ORDER BY 1
            """);
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++) offsets.Add((long)result.GetValue(0, row)!);
        }
        return offsets;
    }

    // RETURN_STATS: filename, count, file_size_bytes, footer_size_bytes, column_statistics {"\"fields\".\"delay\"": {column_size_bytes: "1234", min: "-3", ...}, ...}, partition_keys
    private static Dictionary<string, ParquetColumnReport> ReadColumns(DuckDbResult result) =>
        ((KeyValuePair<object, object?>[])Find(result, "column_statistics")!).ToDictionary(column => (string)column.Key, column => ReadColumn((KeyValuePair<object, object?>[])column.Value!));

    private static ParquetColumnReport ReadColumn(KeyValuePair<object, object?>[] statistics)
    {
        var values = statistics.ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
        return new(Number(values, "column_size_bytes"), Number(values, "null_count"), values.GetValueOrDefault("min"), values.GetValueOrDefault("max"));
    }

    private static long? Number(Dictionary<string, string?> values, string name) =>
        values.GetValueOrDefault(name) is { } digits ? long.Parse(digits, CultureInfo.InvariantCulture) : null;

    private static object? Find(DuckDbResult result, string name)
    {
        for (var column = 0; column < result.Columns.Count; column++)
        {
            if (result.Columns[column].Name == name) return result.GetValue(column, 0);
        }
        throw new PlatformException(FailureKind.Internal, $"DuckDB's report on a data file has no '{name}': the library's version is not the one this was built for.");
    }
}
