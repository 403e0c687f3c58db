using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Tests.Parquet;

/// <summary>Data files as the archive writes them, made by DuckDB.</summary>
internal static class SampleFile
{
    public const int RowGroupRows = 2048;

    /// <summary>Rows in five shards one after the other, a second apart from 2026 on; every tenth has no fields at all.</summary>
    public static byte[] Create(DuckDbConnection connection, int rows, string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.parquet");
        connection.Execute($$"""
            COPY (SELECT 'shardId-' || r * 5 // {{rows}} AS shard_id, (4960000000 + r)::VARCHAR AS sequence_number, (r % 3)::INTEGER AS sub_sequence_number, 'key' || r % 100 AS partition_key,
                    CASE WHEN r % 2 = 0 THEN hash(r)::VARCHAR END AS explicit_hash_key, timestamptz '2026-01-01 00:00:00+00' + to_seconds(r) AS arrived_at, encode('{"n":' || hash(r) || '} ') AS data,
                    CASE WHEN r % 10 > 0 THEN { 'x': r::BIGINT, 'p': r / 2.0::DOUBLE, 'n': 'n' || r % 7, 'o': {'q': r % 2 = 0} } END AS fields
                FROM range({{rows}}) AS t(r))
            TO '{{path}}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {{RowGroupRows}}, FIELD_IDS {shard_id: 1, sequence_number: 2, sub_sequence_number: 3, partition_key: 4,
                explicit_hash_key: 5, arrived_at: 6, data: 7, fields: {__duckdb_field_id: 8, x: 9, p: 10, n: 11, o: {__duckdb_field_id: 12, q: 13} } })
            """);
        return File.ReadAllBytes(path);
    }
}
