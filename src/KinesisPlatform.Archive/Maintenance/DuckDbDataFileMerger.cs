using System.Globalization;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Merges with DuckDB, each time in an instance of its own: what one merge used is given back when it ends. One thread, and memory limited: what does not fit is spilled.</summary>
internal sealed class DuckDbDataFileMerger(IOptions<MergeOptions> options, IOptions<ArchiveOptions> archive) : IDataFileMerger
{
    private const string FieldsFunction = "payload_fields";

    // Sequence numbers are decimal without leading zeros: by length, then as text, they sort as numbers.
    private const string Order = "shard_id, length(sequence_number), sequence_number, sub_sequence_number";

    public Task<RecordsDigest> ReadAsync(IReadOnlyList<string> paths, PayloadObserver? observer, CancellationToken cancellationToken) =>
        Task.Run(() => Use(connection => Read(connection, paths, observer, cancellationToken), "read", FailureKind.Data), cancellationToken);

    public Task<EncodedDataFile> MergeAsync(IReadOnlyList<string> paths, RecordsDigest records, PayloadFields? fields, string path, CancellationToken cancellationToken) =>
        Task.Run(() => Use(connection => Merge(connection, paths, records, fields, path, cancellationToken), "merged", FailureKind.Internal), cancellationToken);

    private T Use<T>(Func<DuckDbConnection, T> work, string what, FailureKind kind)
    {
        // A folder of its own: DuckDB names its temporary files alike in every process.
        var folder = Path.Combine(archive.Value.OpenProcessFolder(), $"kinesis-platform-merge-{Guid.NewGuid():N}");
        try
        {
            using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string>
            {
                ["threads"] = "1", ["memory_limit"] = options.Value.MemoryMax, ["preserve_insertion_order"] = "true", ["temp_directory"] = folder,
                ["autoinstall_known_extensions"] = "false", ["autoload_known_extensions"] = "false",
            });
            using var connection = database.Connect();
            return work(connection);
        }
        catch (DuckDbException exception)
        {
            throw new PlatformException(kind, $"Data files could not be {what}: {exception.Message}. Check the space of {archive.Value.OpenProcessFolder()} and Archive:Merge:MemoryMax.", exception);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static RecordsDigest Read(DuckDbConnection connection, IReadOnlyList<string> paths, PayloadObserver? observer, CancellationToken cancellationToken)
    {
        var digest = new DigestBuilder();
        var payload = observer is null ? "" : ", data";
        using var result = connection.Query($"SELECT shard_id, sequence_number, sub_sequence_number, octet_length(data), hash({ArchiveColumns.SqlList}){payload} FROM {DataFileSql.Scan(paths)}", cancellationToken);
        while (result.ReadChunk())
        {
            var (shards, sequences) = (result.Column(0), result.Column(1));
            var subs = result.Column(2).Values<int>();
            var lengths = result.Column(3).Values<long>();
            var hashes = result.Column(4).Values<ulong>();
            for (var row = 0; row < result.RowCount; row++)
            {
                digest.Add(shards.Bytes(row), sequences.Bytes(row), subs[row], lengths[row], hashes[row]);
                observer?.Observe(result.Column(5).Bytes(row));
            }
        }
        return digest.Build();
    }

    private static EncodedDataFile Merge(DuckDbConnection connection, IReadOnlyList<string> paths, RecordsDigest records, PayloadFields? fields, string path, CancellationToken cancellationToken)
    {
        var columns = ArchiveColumns.SqlList;
        if (fields is not null)
        {
            connection.Register(new PayloadFieldsFunction(FieldsFunction, fields));
            // The payload is the last: what queries read instead of it lies side by side, and is fetched by one request.
            columns = string.Join(", ", ArchiveColumns.Table.Select(column => column.Name).SkipLast(1).Append($"{FieldsFunction}(data) AS {PayloadFields.ColumnName}").Append(ArchiveColumns.Table[^1].Name));
        }
        // The fields after the sort: they would only make it larger.
        var query = records.IsOrdered ? $"SELECT {columns} FROM {DataFileSql.Scan(paths)}" : $"SELECT {columns} FROM (SELECT {ArchiveColumns.SqlList} FROM {DataFileSql.Scan(paths)} ORDER BY {Order})";
        var rows = ParquetWriter.RowGroupRowsOf(paths.Sum(file => new FileInfo(file).Length), records.PayloadBytes, records.RecordCount);
        var report = ParquetWriter.Write(connection, query, path, FieldIds(fields), rows, cancellationToken);
        return MergedFileStatistics.Describe(report, fields);
    }

    private static string FieldIds(PayloadFields? fields)
    {
        var ids = ArchiveSchema.Schema.Fields.Select(field => $"{field.Name}: {field.Id}");
        return string.Join(", ", fields is null ? ids : ids.Append($"{PayloadFields.ColumnName}: {FieldIds(fields.Id, fields.Members)}"));
    }

    private static string FieldIds(int id, IReadOnlyList<PayloadField> members) =>
        $"{{__duckdb_field_id: {id}, {string.Join(", ", members.Select(member => $"{DuckDbSyntax.Identifier(member.Name)}: {(member.Type == PayloadFieldType.Struct ? FieldIds(member.Id, member.Members) : member.Id.ToString(CultureInfo.InvariantCulture))}"))}}}";
}
