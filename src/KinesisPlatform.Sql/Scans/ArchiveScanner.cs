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
        if (scan.Where is { } where) await gate.CheckWhereAsync(where, cancellationToken);
        using var files = await FetchAsync(scan, cancellationToken);
        if (files.Paths.Count == 0) yield break;
        await using var work = await StartAsync(ScanStatement.Rows(scan), files.Paths, isPrepareOnly: false, cancellationToken);
        while (await work.Run.ReadRowsAsync(cancellationToken) is { } rows) yield return Array.ConvertAll([.. rows], RecordOf);
    }

    public async Task<long> CountAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        if (scan.Where is { } where) await gate.CheckWhereAsync(where, cancellationToken);
        using var files = await FetchAsync(scan, cancellationToken);
        if (files.Paths.Count == 0) return 0;
        await using var work = await StartAsync(ScanStatement.Count(scan), files.Paths, isPrepareOnly: false, cancellationToken);
        var rows = await work.Run.ReadRowsAsync(cancellationToken);
        return (long)rows![0][0]!;
    }

    public async Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken)
    {
        await gate.CheckWhereAsync(where, cancellationToken);
        await using var work = await StartAsync(ScanStatement.Probe(where), [], isPrepareOnly: true, cancellationToken);
    }

    private async Task<CachedFiles> FetchAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        var table = await tables.OpenAsync(scan.Stream, cancellationToken)
            ?? throw new PlatformException(FailureKind.NotFound, $"The stream {scan.Stream} has no archive.");
        // The last record of a key may be in a shard that took the key over.
        var bounds = new ScanBounds(scan.From, scan.To, scan.LastPerKey ? null : scan.ShardId);
        var files = scan.Version.SnapshotId is null ? [] : await table.PlanAsync(scan.Version, bounds, cancellationToken);
        return await cache.GetAsync(files, cancellationToken);
    }

    private async Task<ScanWork> StartAsync(ScanStatement statement, IReadOnlyList<string> files, bool isPrepareOnly, CancellationToken cancellationToken)
    {
        var work = new ScanWork(await workers.RentAsync(cancellationToken), new(folder.CreateTemporary()), statement.Text, logger);
        try
        {
            var plan = new WorkerPlan(
                statement.Text.Text, [new(WhereProbe.TableName, files)],
                _options.WorkerThreads, _options.WorkerMemoryBytesMax, _options.WorkerProcessBytesMax, work.Temporary.Path, _options.WorkerTempBytesMax,
                RowsMax: null, CpuTimeMax: null, isPrepareOnly);
            await work.Run.StartAsync(plan, statement.Parameters, [], cancellationToken);
            await work.Run.ReadColumnsAsync(cancellationToken);
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
