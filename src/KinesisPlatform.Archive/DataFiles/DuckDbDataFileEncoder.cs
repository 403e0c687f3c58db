using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Writes Parquet with DuckDB. Rows keep their order: runs arrive sorted, so that no sort is needed. Safe for concurrent callers.</summary>
public sealed class DuckDbDataFileEncoder : IDataFileEncoder, IDisposable
{
    private static readonly string FieldIds = string.Join(", ", ArchiveSchema.Schema.Fields.Select(field => $"{field.Name}: {field.Id}"));

    private readonly DuckDbDatabase _database;
    private readonly RecordTable _records = new();
    private readonly SemaphoreSlim _room;

    public DuckDbDataFileEncoder(IOptions<ArchiveOptions> options)
    {
        _room = new(options.Value.EncodeCountMax);
        _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string>
        {
            ["threads"] = "1", ["memory_limit"] = options.Value.EncoderMemoryMax, ["preserve_insertion_order"] = "true",
            ["temp_directory"] = Path.Combine(options.Value.OpenProcessFolder(), $"kinesis-platform-encode-{Guid.NewGuid():N}"), ["autoinstall_known_extensions"] = "false", ["autoload_known_extensions"] = "false",
        });
        using var connection = _database.Connect();
        connection.Register(_records);
    }

    /// <exception cref="PlatformException">Internal: the file cannot be written; Data: a record's key is not UTF-8.</exception>
    public async Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Encode(runs, path, cancellationToken), cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    private EncodedDataFile Encode(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        var id = _records.Add(runs);
        try
        {
            using var connection = _database.Connect();
            var report = ParquetWriter.Write(connection, $"SELECT {ArchiveColumns.SqlList} FROM archive_rows({id})", path, FieldIds, RowGroupRows(runs), cancellationToken);
            var file = DataFileStatistics.Describe(runs, report.LengthBytes, ColumnSizes(report)) with { SplitOffsets = report.SplitOffsets };
            return report.RecordCount == file.RecordCount
                ? file
                : throw new PlatformException(FailureKind.Internal, $"DuckDB wrote {report.RecordCount} of {file.RecordCount} records to a data file; nothing was committed.");
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

    private static int RowGroupRows(IReadOnlyList<IReadOnlyList<StreamRecord>> runs)
    {
        var (bytes, count) = (0L, 0L);
        foreach (var run in runs)
        {
            count += run.Count;
            foreach (var record in run) bytes += record.Data.Length;
        }
        return ParquetWriter.RowGroupRowsOfNew(bytes, count);
    }

    private static Dictionary<int, long> ColumnSizes(ParquetReport report) => ArchiveSchema.Schema.Fields
        .Where(field => report.Columns[$"\"{field.Name}\""].SizeBytes is not null).ToDictionary(field => field.Id, field => report.Columns[$"\"{field.Name}\""].SizeBytes!.Value);

    public void Dispose()
    {
        _database.Dispose();
        _room.Dispose();
    }
}
