using System.Text;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.DuckDb;
using Microsoft.Extensions.Logging.Abstractions;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests.Maintenance;

/// <summary>An archive whose files are merged, and ways to see that no record changed.</summary>
internal sealed class MergeFixture : IDisposable
{
    public const long FileBytesTarget = 128 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("archive-tests-").FullName;
    private readonly Dictionary<ShardId, long> _last = [];

    public MergeFixture()
    {
        Archive.Options.TemporaryFolder = _folder;
        Archive.Time.Advance(TimeSpan.FromHours(3));
    }

    public ArchiveFixture Archive { get; } = new(writesParquet: true);

    public MergeOptions Options { get; } = new();

    public DuckDbDataFileMerger Files => new(Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(Archive.Options));

    public TableMerger NewMerger(IDataFileMerger? files = null) => new(
        Archive.Store, files ?? Files, Archive.Time, Guid.NewGuid, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(Archive.Options), NullLogger<TableMerger>.Instance);

    public Task<MergeReport> MergeAsync(IArchiveTable table) => NewMerger().MergeAsync(table, FileBytesTarget, CancellationToken.None);

    /// <summary>What merges have left in the folder for temporary files.</summary>
    public IEnumerable<string> Leftovers => Directory.EnumerateDirectories(_folder).SelectMany(Directory.EnumerateFileSystemEntries);

    /// <summary>Commits payloads as the next records of a shard, in a file of their own.</summary>
    public Task AppendAsync(IArchiveTable table, ShardId shard, params string[] payloads) => AppendAsync(table, shard, 0, payloads);

    /// <param name="hour">Of arrival, after noon.</param>
    public async Task AppendAsync(IArchiveTable table, ShardId shard, int hour, params string[] payloads)
    {
        var last = _last.GetValueOrDefault(shard);
        _last[shard] = last + payloads.Length;
        var records = payloads.Select((payload, i) => Record(shard, last + i + 1, Noon.AddHours(hour).AddSeconds(last + i), Encoding.Latin1.GetBytes(payload))).ToArray();
        var result = await table.AppendAsync(Incarnation, [Append(last == 0 ? null : Checkpoint(shard, last), records) with { To = Checkpoint(shard, last + payloads.Length) }], CancellationToken.None);
        Assert.Equal([shard], result.Committed);
    }

    /// <summary>Every record as text, in order of its place.</summary>
    public async Task<IReadOnlyList<string>> RecordsAsync(IArchiveTable table) => [.. (await Archive.ReadAllAsync(table)).OrderBy(record => record.ShardId).ThenBy(record => record.SequenceNumber).Select(record =>
        $"{record.ShardId} {record.SequenceNumber} {record.SubSequenceNumber} {record.PartitionKeyText} {record.ArrivedAt:O} {Convert.ToHexString(record.Data.Span)}")];

    public static async Task<IReadOnlyList<DataFile>> FilesAsync(IArchiveTable table) => await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);

    /// <summary>
    /// An expression over all records, ordered by place: <c>fields</c> is read from the files that have it and computed for the others, as queries do. Checks on the way that both give the same.
    /// </summary>
    public async Task<IReadOnlyList<object?>> SelectAsync(IArchiveTable table, string expression, IReadOnlyList<string>? narrow = null)
    {
        var version = await table.LoadAsync(CancellationToken.None);
        var files = await table.PlanAsync(version, new(), CancellationToken.None);
        var all = version.Fields!;
        var fields = narrow is null ? all : all.Narrow([narrow]);
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Register(new PayloadFieldsFunction("payload_fields", fields));
        var sources = new List<string>();
        foreach (var group in files.GroupBy(file => all.AreIn(file.ColumnIds) ? ReferenceEquals(fields, all) ? "whole" : string.Join(',', file.ColumnIds.Order()) : ""))
        {
            var paths = new List<string>();
            foreach (var file in group) paths.Add(await CopyAsync(file));
            sources.Add(group.Key switch
            {
                "" => $"SELECT {ArchiveColumns.SqlList}, payload_fields(data) AS fields FROM {DataFileSql.Scan(paths)}",
                "whole" => DataFileSql.Select(paths, fields, []),
                _ => DataFileSql.Select(paths, fields, group.First().ColumnIds, []),
            });
            // Of a narrowed struct only the field itself.
            var (read, computed) = ReferenceEquals(fields, all) ? ("fields", "payload_fields(data)") : (expression, expression.Replace("fields", "(payload_fields(data))", StringComparison.Ordinal));
            var different = connection.Scalar($"SELECT string_agg(decode(data) || ' ' || coalesce(({read})::VARCHAR, 'NULL') || ' ' || coalesce(({computed})::VARCHAR, 'NULL'), chr(10)) FROM ({sources[^1]}) WHERE {read} IS DISTINCT FROM {computed}");
            Assert.True(different is null, $"A file's fields are not those of its payloads:\n{different}");
        }
        using var result = connection.Query($"SELECT {expression} FROM ({string.Join(" UNION ALL ", sources)}) ORDER BY shard_id, sequence_number, sub_sequence_number");
        var values = new List<object?>();
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++) values.Add(result.GetValue(0, row));
        }
        return values;
    }

    /// <summary>Of the table's files, as they are stored.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync(IArchiveTable table)
    {
        var paths = new List<string>();
        foreach (var file in await FilesAsync(table)) paths.Add(await CopyAsync(file));
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var result = connection.Query($"SELECT * FROM {DataFileSql.Scan(paths)} LIMIT 0");
        return [.. result.Columns.Select(column => column.Name)];
    }

    private async Task<string> CopyAsync(DataFile file)
    {
        var path = Path.Combine(_folder, $"read-{Path.GetFileName(file.Key)}");
        if (!File.Exists(path)) await File.WriteAllBytesAsync(path, (await Archive.Memory.GetAsync(file.Key, null, CancellationToken.None))!.Content.ToArray());
        return path;
    }

    public void Dispose()
    {
        Archive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
