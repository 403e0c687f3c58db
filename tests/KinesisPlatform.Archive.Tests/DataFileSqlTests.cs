using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.Tests;

public sealed class DataFileSqlTests : IDisposable
{
    private const string FieldIds = "shard_id: 1, sequence_number: 2, sub_sequence_number: 3, partition_key: 4, explicit_hash_key: 5, arrived_at: 6, data: 7, fields: {__duckdb_field_id: 8, n: 9, s: 10}";

    private static readonly PayloadFields Fields = new(8, [new(9, "n", PayloadFieldType.Whole, []), new(10, "s", PayloadFieldType.Text, [])], new HashSet<int>());

    private readonly string _folder = Directory.CreateTempSubdirectory("archive-tests-").FullName;
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Select_FilesOfBothOrdersOfColumns_ReadsEachByName(bool narrows, bool isNewFirst)
    {
        using var connection = _database.Connect();
        // Merged files ended with the fields once, and end with the payload now; tables have both.
        string[] paths = [Write(connection, 1, "data, fields"), Write(connection, 2, "fields, data")];
        if (isNewFirst) Array.Reverse(paths);
        var select = narrows ? DataFileSql.Select(paths, Fields.Narrow([["n"]]), [.. Enumerable.Range(1, 10)], []) : DataFileSql.Select(paths, Fields, []);

        Assert.Equal("1 payload 10 k, 2 payload 20 k", connection.Scalar(
            $"SELECT string_agg(sequence_number || ' ' || decode(data) || ' ' || fields.n || ' ' || partition_key, ', ' ORDER BY sequence_number) FROM ({select})"));
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(DuckDbConnection connection, int number, string last)
    {
        var path = Path.Combine(_folder, $"{number}.parquet");
        var record = $"SELECT 'shard' AS shard_id, '{number}' AS sequence_number, 0 AS sub_sequence_number, 'k' AS partition_key, NULL::VARCHAR AS explicit_hash_key, to_timestamp(1) AS arrived_at, encode('payload') AS data, {{'n': {number}0::BIGINT, 's': 'text'}} AS fields";
        ParquetWriter.Write(connection, $"SELECT shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, arrived_at, {last} FROM ({record})", path, FieldIds, 2048, default);
        return path;
    }
}
