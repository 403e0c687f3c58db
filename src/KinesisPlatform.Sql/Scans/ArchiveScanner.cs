using System.Runtime.CompilerServices;
using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Scans;

/// <inheritdoc />
internal sealed class ArchiveScanner(SqlGate gate, ScanChecker checker, ArchiveTables tables, DataFileCache cache, ScanRunner runner, LastRecordFinder finder) : IArchiveScanner
{
    // Files of one window: what is on disk, and sorted where it must be, at a time; the next window's are fetched meanwhile.
    private const long WindowBytesTarget = 32 << 20;

    public static PlatformException NoArchive(StreamName stream) => new(FailureKind.NotFound, $"The stream {stream} has no archive.");

    public async IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var check = await checker.CheckAsync(scan, cancellationToken);
        var planned = await PlanAsync(check, cancellationToken);
        var last = scan.LastPerKey ? await finder.FindAsync(check, planned, cancellationToken) : null;
        var left = scan.CountMax ?? int.MaxValue;
        await using var files = new WindowFiles(WindowsOf(scan, planned, last), (window, token) => cache.GetAsync(ReadsOf(check, window), token), cancellationToken);
        var order = new ScanOrder(scan);
        while (left > 0 && await files.NextAsync() is { } next)
        {
            var (window, cached) = next;
            if (cached.Files.Count == 0) continue;
            var table = TableOf(check, cached, last);
            // Files that have fields are read before those that have not.
            var isSorted = window.IsSorted && table.AllFiles().SequenceEqual(cached.Files.Select(file => file.Path));
            var statement = ScanStatement.Rows(scan.CountMax is null ? scan : scan with { CountMax = left }, window with { IsSorted = isSorted });
            await using var work = await runner.StartAsync(scan.Access.KeyId, statement, table, cancellationToken);
            while (await work.Run.ReadRecordsAsync(cancellationToken) is { } records)
            {
                if (isSorted) order.Check(records);
                left -= records.Count;
                yield return records;
            }
        }
    }

    public async Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken)
    {
        var check = await checker.CheckAsync(scan, cancellationToken);
        var files = await PlanAsync(check, cancellationToken);
        // Spread over the whole: a stream's records change with time.
        var read = files.Count <= filesMax ? files : [.. Enumerable.Range(0, filesMax).Select(i => files[(int)((long)i * files.Count / filesMax)])];
        if (read.Count == 0) return new(0, 0, IsExact: true, 0, 0, 0, null, null);
        var last = scan.LastPerKey ? await finder.FindAsync(check, read, cancellationToken) : null;
        using var cached = await cache.GetAsync(ReadsOf(check, new(null, null, read, IsSorted: false)), cancellationToken);
        await using var work = await runner.StartAsync(scan.Access.KeyId, ScanStatement.Sums(scan), TableOf(check, cached, last), cancellationToken);
        var sums = (await work.Run.ReadRowsAsync(cancellationToken))![0];
        // To the end, so that the worker can be used again.
        await work.Run.ReadRowsAsync(cancellationToken);
        var scale = (double)files.Sum(file => file.RecordCount) / Math.Max(1, read.Sum(file => file.RecordCount));
        return new(
            (long)((long)sums[0]! * scale), (long)((long)sums[1]! * scale), read.Count == files.Count, files.Count, files.Sum(file => file.LengthBytes), read.Count,
            Later(scan.From, files.Min(file => file.ArrivedFrom)), Earlier(scan.To, files.Max(file => file.ArrivedTo)));
    }

    public async Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken) =>
        await ProbeAsync(stream, ScanStatement.Probe(where), await gate.CheckWhereAsync(where, cancellationToken), cancellationToken);

    public async Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken) =>
        await ProbeAsync(stream, ScanStatement.ProbeExpression(expression), await gate.CheckExpressionAsync(expression, cancellationToken), cancellationToken);

    private async Task ProbeAsync(StreamName stream, ScanStatement statement, CheckedCondition condition, CancellationToken cancellationToken)
    {
        var version = condition.Fields.IsNone ? null : await tables.LoadAsync(stream, cancellationToken);
        var table = WorkerTable.Of(WhereProbe.TableName, version, [], condition.Fields);
        await using var work = await runner.StartAsync(StreamAccess.Everything.KeyId, statement, table, isPrepareOnly: true, findsLastRecords: false, cancellationToken);
    }

    private async Task<IReadOnlyList<DataFile>> PlanAsync(CheckedScan check, CancellationToken cancellationToken)
    {
        var scan = check.Scan;
        var table = await tables.OpenAsync(scan.Stream, cancellationToken) ?? throw NoArchive(scan.Stream);
        return scan.Version.SnapshotId is null ? [] : ScanPruning.Prune(scan, await table.PlanAsync(scan.Version, new() { Where = check.Needs.Condition }, cancellationToken));
    }

    private static IReadOnlyList<ScanWindow> WindowsOf(ArchiveScan scan, IReadOnlyList<DataFile> files, IReadOnlyDictionary<string, FileLastRecords>? last)
    {
        if (files.Count == 0) return [];
        if (last is not null) return LastRecordWindows.Of(scan, files, last, WindowBytesTarget);
        // Over several shards the order is by shard first.
        return scan.ShardId is not null ? ScanWindow.Of(files, scan.After?.SequenceNumber, WindowBytesTarget) : [new(null, null, files, IsSorted: false)];
    }

    // The last records are known by their places, which are counted over all row groups of a file.
    private static IReadOnlyList<FileRead> ReadsOf(CheckedScan check, ScanWindow window) => check.Scan.LastPerKey
        ? [.. window.Files.Select(file => (check.Needs with { Condition = null }).Of(file, check.Scan.Version))]
        : window.Reads(check.Needs, check.Scan.Version);

    private static WorkerTable TableOf(CheckedScan check, CachedFiles files, IReadOnlyDictionary<string, FileLastRecords>? last) =>
        last is null ? check.TableOf(files, check.Needs) : check.TableOf(files, check.Needs, last);

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
