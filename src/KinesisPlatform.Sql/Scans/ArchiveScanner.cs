using System.Runtime.CompilerServices;
using System.Text;
using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Rules;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Sql.Scans;

/// <inheritdoc />
internal sealed class ArchiveScanner(
    SqlGate gate, RuleReader rules, StatementPruner pruner, ArchiveTables tables, DataFileCache cache, LocalFolder folder, WorkerPool workers, ILogger<ArchiveScanner> logger)
    : IArchiveScanner
{
    // Files of one window: what is on disk, and sorted where it must be, at a time; the next window's are fetched meanwhile.
    private const long WindowBytesTarget = 32 << 20;

    public async IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (needs, rule) = await CheckAsync(scan, cancellationToken);
        var left = scan.CountMax ?? int.MaxValue;
        await using var files = new WindowFiles(await WindowsAsync(scan, needs, cancellationToken), (window, token) => cache.GetAsync(window.Reads(needs, scan.Version), token), cancellationToken);
        var order = new ScanOrder(scan);
        while (left > 0 && await files.NextAsync() is { } next)
        {
            var (window, cached) = next;
            if (cached.Files.Count == 0) continue;
            var statement = ScanStatement.Rows(scan.CountMax is null ? scan : scan with { CountMax = left }, window);
            await using var work = await StartAsync(scan.Access.KeyId, statement, TableOf(scan, cached, needs, rule), isPrepareOnly: false, cancellationToken);
            while (await work.Run.ReadRowsAsync(cancellationToken) is { } rows)
            {
                var records = Array.ConvertAll([.. rows], RecordOf);
                if (window.IsSorted) order.Check(records);
                left -= records.Length;
                yield return records;
            }
        }
    }

    public async Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken)
    {
        var (needs, rule) = await CheckAsync(scan, cancellationToken);
        var files = await PlanAsync(scan, needs, cancellationToken);
        // Spread over the whole: a stream's records change with time.
        var read = files.Count <= filesMax ? files : [.. Enumerable.Range(0, filesMax).Select(i => files[(int)((long)i * files.Count / filesMax)])];
        if (read.Count == 0) return new(0, 0, IsExact: true, 0, 0, 0, null, null);
        using var cached = await cache.GetAsync([.. read.Select(file => needs.Of(file, scan.Version))], cancellationToken);
        await using var work = await StartAsync(scan.Access.KeyId, ScanStatement.Sums(scan), TableOf(scan, cached, needs, rule), isPrepareOnly: false, cancellationToken);
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
        await using var work = await StartAsync(StreamAccess.Everything.KeyId, statement, WorkerTable.Of(WhereProbe.TableName, version, [], condition.Fields), isPrepareOnly: true, cancellationToken);
    }

    /// <returns>What the scan reads, and what it may see; null for all.</returns>
    private async Task<(RelationNeeds Needs, WorkerRule? Rule)> CheckAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        if (!scan.Access.MayRead(scan.Stream)) throw NoArchive(scan.Stream);
        var rule = await rules.ReadAsync(scan.Access.RuleFor(scan.Stream), cancellationToken);
        // A record goes out as it is, or not at all: its bytes are its identity.
        if (rule is { Rule.Masks.Count: > 0 }) throw new PlatformException(FailureKind.Invalid, $"This API key sees records of {scan.Stream} masked, and they are only read whole here: replay them with a key that has no masks for the stream.");
        var uses = new List<FieldUse>();
        if (rule is not null) uses.Add(rule.Fields);
        var where = scan.Where is null ? null : await gate.CheckWhereAsync(scan.Where, cancellationToken);
        if (where is not null) uses.Add(where.Fields);
        if (scan.Key is { } key) uses.Add((await gate.CheckExpressionAsync(key, cancellationToken)).Fields);
        if (scan.Compute is { } computed) uses.Add((await gate.CheckExpressionAsync(computed, cancellationToken)).Fields);

        var members = FieldUse.Union(uses);
        var condition = where is null ? null : pruner.NeedsOf(where.Use, where.Fields, WhereProbe.TableName, scan.Version, [], timeout: null, rule?.Guard).Condition;
        return (new(ColumnUse.All with { UsesFields = !members.IsNone }, ScanNeeds.Bounds(scan, condition).ToCondition(), members), rule?.Rule);
    }

    private static WorkerTable TableOf(ArchiveScan scan, CachedFiles files, RelationNeeds needs, WorkerRule? rule) =>
        WorkerTable.Of(WhereProbe.TableName, scan.Version, files.Files, needs.Members) with { FirstColumn = needs.FirstColumn, Rule = rule };

    private static PlatformException NoArchive(StreamName stream) => new(FailureKind.NotFound, $"The stream {stream} has no archive.");

    private async Task<IReadOnlyList<ScanWindow>> WindowsAsync(ArchiveScan scan, RelationNeeds needs, CancellationToken cancellationToken)
    {
        var files = await PlanAsync(scan, needs, cancellationToken);
        if (files.Count == 0) return [];
        // Over several shards the order is by shard first, and a key's last record may be anywhere.
        return scan is { ShardId: not null, LastPerKey: false } ? ScanWindow.Of(files, scan.After?.SequenceNumber, WindowBytesTarget) : [new(null, null, files, IsSorted: false)];
    }

    private async Task<IReadOnlyList<DataFile>> PlanAsync(ArchiveScan scan, RelationNeeds needs, CancellationToken cancellationToken)
    {
        var table = await tables.OpenAsync(scan.Stream, cancellationToken)
            ?? throw NoArchive(scan.Stream);
        return scan.Version.SnapshotId is null ? [] : ScanPruning.Prune(scan, await table.PlanAsync(scan.Version, new() { Where = needs.Condition }, cancellationToken));
    }

    private async Task<ScanWork> StartAsync(string tenant, ScanStatement statement, WorkerTable table, bool isPrepareOnly, CancellationToken cancellationToken)
    {
        var work = new ScanWork(await workers.RentAsync(tenant, cancellationToken), new(folder.CreateTemporary()), statement.Text, logger);
        try
        {
            var plan = new WorkerPlan(statement.Text.Text, [table], work.Temporary.Path, RowsMax: null, CpuTimeMax: null, isPrepareOnly);
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

    private static ScannedRecord RecordOf(object?[] row) => new(
        new(new((string)row[0]!), SequenceNumber.Parse((string)row[1]!), (int)(long)row[2]!, Encoding.UTF8.GetBytes((string)row[3]!),
            row[4] is string key ? Encoding.UTF8.GetBytes(key) : (ReadOnlyMemory<byte>?)null, (DateTimeOffset)row[5]!, (byte[])row[6]!),
        row.Length > 7 ? (string?)row[7] : null);

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private sealed class ScanWork(WorkerLease lease, TemporaryFolder temporary, SqlText sql, ILogger logger) : IAsyncDisposable
    {
        public WorkerRun Run { get; } = new(lease, sql, logger);

        public TemporaryFolder Temporary { get; } = temporary;

        public async ValueTask DisposeAsync()
        {
            await lease.DisposeAsync();
            Temporary.Dispose();
        }
    }
}
