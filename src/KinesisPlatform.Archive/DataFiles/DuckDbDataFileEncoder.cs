using System.Globalization;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Writes Parquet with DuckDB. Rows keep their order: runs arrive sorted, so that no sort is needed. Safe for concurrent callers.</summary>
public sealed class DuckDbDataFileEncoder : IDataFileEncoder, IDisposable
{
    /// <summary>A multiple of DuckDB's vectors. Small groups prune better by time and key, and take half the memory to read, for a few percent of size.</summary>
    private const int RowGroupRows = 20_480;

    private static readonly Dictionary<string, int> FieldIds = ArchiveSchema.Schema.Fields.ToDictionary(field => field.Name, field => field.Id);

    private readonly DuckDbDatabase _database;
    private readonly RecordTable _records = new();

    public DuckDbDataFileEncoder(IOptions<ArchiveOptions> options)
    {
        _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string>
        {
            ["threads"] = "1", ["memory_limit"] = options.Value.EncoderMemoryMax, ["preserve_insertion_order"] = "true",
            ["autoinstall_known_extensions"] = "false", ["autoload_known_extensions"] = "false",
        });
        using var connection = _database.Connect();
        connection.Register(_records);
    }

    /// <exception cref="PlatformException">Internal: the file cannot be written; Data: a record's key is not UTF-8.</exception>
    public Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken) =>
        Task.Run(() => Encode(runs, path, cancellationToken), cancellationToken);

    private EncodedDataFile Encode(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        var id = _records.Add(runs);
        try
        {
            using var connection = _database.Connect();
            using var result = connection.Query(CopyStatement(id, path), cancellationToken);
            if (!result.ReadChunk()) throw new PlatformException(FailureKind.Internal, "DuckDB wrote a data file but reported nothing about it.");
            var file = DataFileStatistics.Describe(runs, new FileInfo(path).Length, ReadColumnSizes(result));
            var written = Convert.ToInt64(Find(result, "count"), CultureInfo.InvariantCulture);
            return written == file.RecordCount ? file : throw new PlatformException(FailureKind.Internal, $"DuckDB wrote {written} of {file.RecordCount} records to a data file; nothing was committed.");
        }
        catch (DuckDbException exception)
        {
            throw new PlatformException(exception.Message.Contains("not UTF-8", StringComparison.Ordinal) ? FailureKind.Data : FailureKind.Internal,
                $"A data file could not be written: {exception.Message}. Check the space and permissions of {Path.GetDirectoryName(path)} and Archive:EncoderMemoryMax.", exception);
        }
        finally
        {
            _records.Remove(id);
        }
    }

    private static string CopyStatement(long id, string path) =>
        $"""
        COPY (SELECT {ArchiveColumns.SqlList} FROM archive_rows({id}))
        TO '{path.Replace("'", "''", StringComparison.Ordinal)}'
        (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {RowGroupRows},
         FIELD_IDS {"{"}{string.Join(", ", FieldIds.Select(field => $"{field.Key}: {field.Value}"))}{"}"}, RETURN_STATS)
        """;

    // RETURN_STATS: filename, count, file_size_bytes, footer_size_bytes, column_statistics {"name": {column_size_bytes: "1234", ...}, ...}, partition_keys
    private static Dictionary<int, long> ReadColumnSizes(DuckDbResult result)
    {
        var sizes = new Dictionary<int, long>();
        foreach (var (column, statistics) in (KeyValuePair<object, object?>[])Find(result, "column_statistics")!)
        {
            var size = ((KeyValuePair<object, object?>[])statistics!).FirstOrDefault(entry => (string)entry.Key == "column_size_bytes").Value;
            if (size is string digits) sizes[FieldIds[((string)column).Trim('"')]] = long.Parse(digits, CultureInfo.InvariantCulture);
        }
        return sizes;
    }

    private static object? Find(DuckDbResult result, string name)
    {
        for (var column = 0; column < result.Columns.Count; column++)
        {
            if (result.Columns[column].Name == name) return result.GetValue(column, 0);
        }
        throw new PlatformException(FailureKind.Internal, $"DuckDB's report on a data file has no '{name}': the library's version is not the one this was built for.");
    }

    public void Dispose() => _database.Dispose();
}
