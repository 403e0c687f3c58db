using System.Runtime.CompilerServices;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Scans;

/// <inheritdoc />
internal sealed class ArchiveScanner(
    SqlGate gate, ArchiveTables tables, DataFileCache cache, LocalFolder folder, WorkerPool workers, IOptions<SqlOptions> options, ILogger<ArchiveScanner> logger)
    : IArchiveScanner
{
    private readonly SqlOptions _options = options.Value;

    public async IAsyncEnumerable<IReadOnlyList<StreamRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var use = await CheckAsync(scan, cancellationToken);
        using var files = await FetchAsync(scan, cancellationToken);
        if (files.Paths.Count == 0) yield break;
        await using var work = await StartAsync(ScanStatement.Rows(scan), TableOf(scan, files, use), isPrepareOnly: false, cancellationToken);
        while (await work.Run.ReadRowsAsync(cancellationToken) is { } rows) yield return Array.ConvertAll([.. rows], RecordOf);
    }

    public async Task<long> CountAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        var use = await CheckAsync(scan, cancellationToken);
        using var files = await FetchAsync(scan, cancellationToken);
        if (files.Paths.Count == 0) return 0;
        await using var work = await StartAsync(ScanStatement.Count(scan), TableOf(scan, files, use), isPrepareOnly: false, cancellationToken);
        var rows = await work.Run.ReadRowsAsync(cancellationToken);
        return (long)rows![0][0]!;
    }

    public async Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken)
    {
        var use = await gate.CheckWhereAsync(where, cancellationToken);
        var version = use.IsNone ? null : await tables.LoadAsync(stream, cancellationToken);
        var table = WorkerTable.Of(WhereProbe.TableName, version, [], [], use);
        await using var work = await StartAsync(ScanStatement.Probe(where), table, isPrepareOnly: true, cancellationToken);
    }

    /// <returns>What the scan's condition uses of the typed column; null when there is no condition.</returns>
    private async Task<FieldUse?> CheckAsync(ArchiveScan scan, CancellationToken cancellationToken) =>
        scan.Where is { } where ? await gate.CheckWhereAsync(where, cancellationToken) : null;

    private static WorkerTable TableOf(ArchiveScan scan, FetchedFiles files, FieldUse? use) =>
        use is null ? new(WhereProbe.TableName, files.Paths, null) : WorkerTable.Of(WhereProbe.TableName, scan.Version, files.Planned, files.Paths, use);

    private async Task<FetchedFiles> FetchAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        var table = await tables.OpenAsync(scan.Stream, cancellationToken)
            ?? throw new PlatformException(FailureKind.NotFound, $"The stream {scan.Stream} has no archive.");
        // The last record of a key may be in a shard that took the key over.
        var bounds = new ScanBounds(scan.From, scan.To, scan.LastPerKey ? null : scan.ShardId);
        var files = scan.Version.SnapshotId is null ? [] : await table.PlanAsync(scan.Version, bounds, cancellationToken);
        return new(files, await cache.GetAsync(files, cancellationToken));
    }

    private async Task<ScanWork> StartAsync(ScanStatement statement, WorkerTable table, bool isPrepareOnly, CancellationToken cancellationToken)
    {
        var work = new ScanWork(await workers.RentAsync(cancellationToken), new(folder.CreateTemporary()), statement.Text, logger);
        try
        {
            var plan = new WorkerPlan(
                statement.Text.Text, [table],
                _options.WorkerThreads, _options.WorkerMemoryBytesMax, _options.WorkerProcessBytesMax, work.Temporary.Path, _options.WorkerTempBytesMax,
                RowsMax: null, CpuTimeMax: null, isPrepareOnly);
            await work.Run.StartAsync(plan, statement.Parameters, [], cancellationToken);
            if (isPrepareOnly) await work.Run.ReadShapeAsync(cancellationToken);
            else await work.Run.ReadColumnsAsync(cancellationToken);
            return work;
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }

    private static StreamRecord RecordOf(object?[] row) => new(
        new((string)row[0]!), SequenceNumber.Parse((string)row[1]!), (int)(long)row[2]!, Encoding.UTF8.GetBytes((string)row[3]!),
        row[4] is string key ? Encoding.UTF8.GetBytes(key) : (ReadOnlyMemory<byte>?)null, (DateTimeOffset)row[5]!, (byte[])row[6]!);

    private sealed record FetchedFiles(IReadOnlyList<DataFile> Planned, CachedFiles Cached) : IDisposable
    {
        public IReadOnlyList<string> Paths => Cached.Paths;

        public void Dispose() => Cached.Dispose();
    }

    private sealed class ScanWork(WorkerLease lease, TemporaryFolder temporary, SqlText sql, ILogger logger) : IAsyncDisposable
    {
        public WorkerRun Run { get; } = new(lease.Process, sql, logger);

        public TemporaryFolder Temporary { get; } = temporary;

        public async ValueTask DisposeAsync()
        {
            await lease.DisposeAsync();
            Temporary.Dispose();
        }
    }
}
