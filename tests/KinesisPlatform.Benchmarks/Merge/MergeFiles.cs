using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Benchmarks.Merge;

/// <summary>A table of many small files in memory, merged anew in each pass; and its files before and after, as a query finds them.</summary>
internal sealed class MergeFiles : IDisposable
{
    private const int FileCount = 40;

    private static readonly StreamName Stream = new("events");

    private readonly string _folder = Directory.CreateTempSubdirectory("merge-benchmark-").FullName;
    private readonly ArchiveCase _case;
    private readonly IOptions<ArchiveOptions> _archive;
    private readonly DuckDbDataFileEncoder _encoder;

    public MergeFiles(ArchiveCase @case)
    {
        _case = @case;
        _archive = Options.Create(new ArchiveOptions { TemporaryFolder = _folder });
        _encoder = new(_archive);
    }

    /// <summary>Local copies of the small files, and of what they were merged into.</summary>
    public IReadOnlyList<string> Before { get; private set; } = [];

    public IReadOnlyList<string> After { get; private set; } = [];

    public PayloadFields? Fields { get; private set; }

    public async Task<Sample> MergeAsync(bool hasFields, CancellationToken cancellationToken)
    {
        var store = new MemoryObjectStore(TimeProvider.System);
        var catalog = new ArchiveCatalog(store, _encoder, TimeProvider.System, Guid.NewGuid, _archive, NullLogger<ArchiveCatalog>.Instance);
        var table = await FillAsync(catalog, cancellationToken);
        if (Before.Count == 0) Before = await CopyAsync(store, table, "before", cancellationToken);
        var options = Options.Create(new MergeOptions { FieldCountMax = hasFields ? 100 : 0 });
        var merger = new TableMerger(store, new DuckDbDataFileMerger(options, _archive), TimeProvider.System, Guid.NewGuid, options, _archive, NullLogger<TableMerger>.Instance);

        var usage = ProcessUsage.Start();
        var report = await merger.MergeAsync(table, 1 << 30, cancellationToken);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);

        if (report.RecordCount != _case.RecordCount) throw new InvalidOperationException($"{report.RecordCount} records of {_case.RecordCount} were merged.");
        if (hasFields && After.Count == 0)
        {
            After = await CopyAsync(store, table, "after", cancellationToken);
            Fields = (await table.LoadAsync(cancellationToken)).Fields;
        }
        return new(_case.PayloadBytes / 1e6 / cpu.TotalSeconds, (double)allocated / _case.RecordCount);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Each file holds every shard, as commits have it: its runs have to be sorted into those of the others.
    private async Task<IArchiveTable> FillAsync(ArchiveCatalog catalog, CancellationToken cancellationToken)
    {
        var table = await catalog.OpenOrCreateAsync(Stream, cancellationToken);
        var records = _case.ToRecords();
        var checkpoints = new ShardCheckpoint?[_case.ShardCount];
        foreach (var file in records.Chunk((records.Count + FileCount - 1) / FileCount))
        {
            var appends = file.Select((record, i) => record with { ShardId = new($"shardId-{i % _case.ShardCount:D12}"), ArrivedAt = records[0].ArrivedAt }).GroupBy(record => record.ShardId).Select((run, i) =>
            {
                var (from, to) = (checkpoints[i], new ShardCheckpoint(run.Key, run.Last().SequenceNumber, false, run.Last().ArrivedAt));
                checkpoints[i] = to;
                return new ShardAppend(from, to, [.. run], []);
            });
            await table.AppendAsync(new(Stream, records[0].ArrivedAt.AddHours(-1)), [.. appends], cancellationToken);
        }
        return table;
    }

    private async Task<IReadOnlyList<string>> CopyAsync(MemoryObjectStore store, IArchiveTable table, string name, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var file in await table.PlanAsync(await table.LoadAsync(cancellationToken), new(), cancellationToken))
        {
            paths.Add(Path.Combine(_folder, $"{name}-{paths.Count}.parquet"));
            await store.DownloadAsync(file.Key, paths[^1], file.LengthBytes, cancellationToken);
        }
        return paths;
    }
}
