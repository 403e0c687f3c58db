using System.Diagnostics;
using System.Runtime.CompilerServices;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Queries;

/// <inheritdoc />
internal sealed class QueryEngine(
    SqlGate gate, StreamCatalog catalog, SnapshotTaker snapshots, DataFileCache cache, LocalFolder folder, WorkerPool workers,
    IOptions<SqlOptions> options, TimeProvider time, ILogger<QueryEngine> logger) : IQueryEngine
{
    private static readonly TimeSpan CpuTimeSlack = TimeSpan.FromSeconds(5);

    private readonly SqlOptions _options = options.Value;

    public async Task<QueryResult> ExecuteAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var timeout = request.Timeout ?? _options.TimeoutDefault;
        if (timeout <= TimeSpan.Zero || timeout > _options.TimeoutMax)
            throw new PlatformException(FailureKind.Invalid, $"The timeout must be more than zero and at most {_options.TimeoutMax.TotalSeconds:0.#} s.");
        if (request.RowsMax is <= 0) throw new PlatformException(FailureKind.Invalid, "The most rows to return must be more than zero.");

        using var activity = SqlTelemetry.Activities.StartActivity("sql.query");
        var run = new QueryRun(timeout, time, cancellationToken);
        try
        {
            return await StartAsync(request, run);
        }
        catch (Exception exception)
        {
            var failure = run.Translate(exception);
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            SqlTelemetry.Count(failure);
            await run.DisposeAsync();
            if (ReferenceEquals(failure, exception)) throw;
            throw failure;
        }
    }

    private async Task<QueryResult> StartAsync(QueryRequest request, QueryRun run)
    {
        var statement = await gate.CheckAsync(request.Sql, run.Token);
        var streams = await ResolveAsync(statement.Tables, run.Token);
        // The worker before the snapshot: what waits in the queue should hold no records, and the snapshot be fresh.
        var worker = run.Add(await workers.RentAsync(run.Token));
        var tables = await Task.WhenAll(streams.Select(stream => SnapshotAsync(stream, run)));

        var temporary = run.Add(new TemporaryFolder(folder.CreateTemporary()));
        var plan = new WorkerPlan(
            request.Sql, [.. tables.Select(table => WorkerTable.Of(table.Snapshot.Stream.Value, table.Snapshot.Version, table.Snapshot.DataFiles, table.Files.Paths, statement.Fields))],
            _options.WorkerThreads, _options.WorkerMemoryBytesMax, _options.WorkerProcessBytesMax, temporary.Path, _options.WorkerTempBytesMax,
            request.RowsMax, run.Timeout * _options.WorkerThreads + CpuTimeSlack, IsPrepareOnly: false);
        var work = new WorkerRun(worker.Process, new(request.Sql), logger);
        await work.StartAsync(plan, request.Parameters, [.. tables.Select(table => table.Snapshot.Live)], run.Token);
        var columns = await work.ReadColumnsAsync(run.Token) ?? [];

        var stats = new QueryStats { Tables = [.. tables.Select(StatsOf)], FetchedBytes = tables.Sum(table => table.Files.FetchedBytes), Elapsed = run.Elapsed };
        return new(columns, ReadAsync(work, stats, run), stats, run.DisposeAsync);
    }

    private async Task<IReadOnlyList<StreamName>> ResolveAsync(IReadOnlyList<TableReference> references, CancellationToken cancellationToken)
    {
        var streams = new List<StreamName>();
        foreach (var reference in references)
        {
            var stream = await catalog.ResolveAsync(reference.Name, cancellationToken);
            if (streams.Contains(stream)) continue;
            if (streams.Find(other => string.Equals(other.Value, stream.Value, StringComparison.OrdinalIgnoreCase)) is { } alike && alike != default)
                throw new PlatformException(FailureKind.Invalid, $"\"{stream}\" and \"{alike}\" differ in case alone and cannot be in one query ({reference.Position}).");
            streams.Add(stream);
        }
        streams.Sort((left, right) => string.CompareOrdinal(left.Value, right.Value));
        return streams;
    }

    private async Task<(StreamSnapshot Snapshot, CachedFiles Files)> SnapshotAsync(StreamName stream, QueryRun run)
    {
        var snapshot = await snapshots.TakeAsync(stream, new ScanBounds(), run.Token);
        return (snapshot, run.Add(await cache.GetAsync(snapshot.DataFiles, run.Token)));
    }

    private static TableStats StatsOf((StreamSnapshot Snapshot, CachedFiles Files) table)
    {
        var snapshot = table.Snapshot;
        return new(
            snapshot.Stream, snapshot.Version?.Version, snapshot.Version?.SnapshotId, snapshot.DataFiles.Count, snapshot.DataFiles.Sum(file => file.LengthBytes),
            snapshot.DataFiles.Sum(file => file.RecordCount), snapshot.Live.Count, snapshot.LiveUpTo, snapshot.Version?.Checkpoints?.Gaps.Count ?? 0);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(
        WorkerRun work, QueryStats stats, QueryRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Token, cancellationToken);
            while (await run.TranslatedAsync(() => work.ReadRowsAsync(either.Token)) is { } rows)
            {
                stats.RowCount += rows.Count;
                yield return rows;
            }
            stats.IsCut = work.IsCut;
            stats.Elapsed = run.Elapsed;
            SqlTelemetry.Count(stats);
        }
        finally
        {
            await run.DisposeAsync();
        }
    }
}
