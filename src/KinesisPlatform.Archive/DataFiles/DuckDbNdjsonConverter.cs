using System.IO.Compression;
using System.Text.Json;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Reads data files with DuckDB, on one thread, a chunk at a time.</summary>
internal sealed class DuckDbNdjsonConverter : INdjsonConverter
{
    private const string Columns = "shard_id, sequence_number, sub_sequence_number, partition_key, arrived_at, data";

    public Task<long> ConvertAsync(string dataFilePath, string path, CancellationToken cancellationToken) =>
        Task.Run(() => Convert(dataFilePath, path, cancellationToken), cancellationToken);

    private static long Convert(string dataFilePath, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string>
            {
                ["threads"] = "1", ["memory_limit"] = "512MB", ["preserve_insertion_order"] = "true", ["autoinstall_known_extensions"] = "false", ["autoload_known_extensions"] = "false",
            });
            using var connection = database.Connect();
            using var records = connection.Query($"SELECT {Columns} FROM {DataFileSql.Scan([dataFilePath])}", cancellationToken);
            using var output = new GZipStream(File.Create(path), CompressionLevel.Optimal);
            var count = 0L;
            for (; records.ReadChunk(); count += records.RowCount) Write(records, output);
            return count;
        }
        catch (DuckDbException exception)
        {
            throw new PlatformException(FailureKind.Data, $"A data file could not be read to write it as NDJSON: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new PlatformException(FailureKind.Unavailable, $"An NDJSON file could not be written: {exception.Message} Check the space of Archive:TemporaryFolder.", exception);
        }
    }

    private static void Write(DuckDbResult records, GZipStream output)
    {
        var (shards, sequences, keys, payloads) = (records.Column(0), records.Column(1), records.Column(3), records.Column(5));
        var subs = records.Column(2).Values<int>();
        var arrivals = records.Column(4).Values<long>();
        using var json = new Utf8JsonWriter(output);
        for (var row = 0; row < records.RowCount; row++)
        {
            var payload = payloads.Bytes(row);
            if (NdjsonLine.IsLine(payload)) output.Write(payload);
            else
            {
                NdjsonLine.WriteWrapped(json, shards.Bytes(row), sequences.Bytes(row), subs[row], keys.Bytes(row), DateTimeOffset.UnixEpoch.AddTicks(arrivals[row] * TimeSpan.TicksPerMicrosecond), payload);
                json.Reset();
            }
            output.WriteByte((byte)'\n');
        }
    }
}
