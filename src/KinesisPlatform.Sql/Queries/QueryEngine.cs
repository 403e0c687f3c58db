using System.Diagnostics;
using KinesisPlatform.Access;
using KinesisPlatform.Sql.Explain;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Queries;

/// <inheritdoc />
internal sealed class QueryEngine(
    QueryRegistry queries, SqlGate gate, RelationResolver resolver, SnapshotTaker snapshots, RelationOpener opener, WorkerPool workers,
    IEnumerable<IExternalEngine> externals, IOptions<SqlOptions> options, TimeProvider time, ILogger<QueryEngine> logger) : IQueryEngine
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
        var run = new QueryRun(queries.Begin(request), timeout, time, cancellationToken);
        try
        {
            return request.Engine is { } name ? await ExternalRun.StartAsync(Find(name, request.Access), request, run) : await StartAsync(request, run);
        }
        catch (Exception exception)
        {
            var failure = run.Fail(exception);
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            SqlTelemetry.Count(failure);
            await run.DisposeAsync();
            if (ReferenceEquals(failure, exception)) throw;
            throw failure;
        }
    }

    private IExternalEngine Find(string name, StreamAccess access)
    {
        var engine = externals.FirstOrDefault(engine => engine.Name == name) ?? throw new PlatformException(FailureKind.Invalid, $"There is no engine '{name}'.");
        if (engine.Missing is { } missing) throw new PlatformException(FailureKind.Invalid, missing);
        if (!access.MayUse(name)) throw new PlatformException(FailureKind.Invalid, $"This API key may not use the engine '{name}'.");
        return engine;
    }

    public async Task<QueryShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        // Not in the registry: it reads nothing, and ends by itself.
        await using var run = new QueryRun(new(request, time, _ => { }), _options.TimeoutDefault, time, cancellationToken);
        return await run.TranslatedAsync(() => DescribeAsync(request, run));
    }

    private async Task<QueryShape> DescribeAsync(QueryRequest request, QueryRun run)
    {
        var statement = await gate.CheckAsync(request.Sql, request.Access.KeyId, run.Token);
        if (statement.IsDynamicPivot) throw DynamicPivot.Refusal("A prepared statement");
        if (statement.Explain is not null) return new(PlanText.Columns, []);
        var relations = await resolver.ResolveAsync(statement.Relations, request.Access, run.Token);
        var worker = run.Add(await workers.RentAsync(request.Access.KeyId, run.Token));
        var tables = await Task.WhenAll(relations.Select(async relation => relation.Reference.IsOfAllStreams
            ? await opener.OpenAsync(relation, request.Access, run.Token)
            : await opener.DescribeAsync(relation, await snapshots.TakeAsync(relation.Stream, needsLive: false, run.Token), statement.Fields, run.Token)));

        var plan = new WorkerPlan(statement.Sql.Text, tables, RowsMax: null, run.Timeout * _options.WorkerThreads + CpuTimeSlack, IsPrepareOnly: true);
        var work = new WorkerRun(worker, statement.Sql, logger);
        await work.StartAsync(plan, [], run.Token);
        return await work.ReadShapeAsync(run.Token);
    }

    private async Task<QueryResult> StartAsync(QueryRequest request, QueryRun run)
    {
        var statement = await gate.CheckAsync(request.Sql, request.Access.KeyId, run.Token);
        var all = await resolver.ResolveAsync(statement.Relations, request.Access, run.Token);
        var relations = all.Where(relation => !relation.Reference.IsOfAllStreams).ToList();
        if (statement.Explain is not null) Explaining.Allow(relations, request.Access);
        // The worker before the snapshot: what waits in the queue should hold no records, and the snapshot be fresh.
        var worker = run.Add(await workers.RentAsync(request.Access.KeyId, run.Token));
        run.Query.Enter(QueryState.Fetching);
        var streams = await Task.WhenAll(relations.GroupBy(relation => relation.Stream).Select(group => snapshots.TakeAsync(group.Key, group.Any(relation => relation.NeedsLive), run.Token)));
        var opened = await Task.WhenAll(relations.Select(relation =>
        {
            var live = Array.FindIndex(streams, snapshot => snapshot.Stream == relation.Stream);
            return opener.OpenAsync(relation, streams[live], live, statement, request.Parameters, run);
        }));

        var live = await Task.WhenAll(streams.Select((stream, index) => HoldAsync(stream, opened.Any(relation => relation.Table.Live == index), run)));
        var information = await Task.WhenAll(all.Except(relations).Select(relation => opener.OpenAsync(relation, request.Access, run.Token)));

        var plan = new WorkerPlan(
            statement.Sql.Text, [.. opened.Select(relation => relation.Table), .. information], request.RowsMax, run.Timeout * _options.WorkerThreads + CpuTimeSlack, IsPrepareOnly: false) { Live = live };
        run.Query.Enter(QueryState.Running);
        var work = new WorkerRun(worker, statement.Sql, logger) { Progressed = run.Query.Report };
        await work.StartAsync(plan, request.Parameters, run.Token);
        var columns = await work.ReadColumnsAsync(run.Token) ?? [];

        var stats = new QueryStats { Tables = [.. opened.Select(relation => relation.Stats)], FetchedBytes = opened.Where(relation => !relation.Stats.IsPartial).Sum(relation => relation.Tally?.FetchedBytes ?? 0), Elapsed = run.Query.Elapsed };
        if (statement.Explain is { } explain) return new(run.Query.Id, PlanText.Columns, Explaining.ReadAsync(explain, opened, run.ReadAsync(work.RowsAsync(stats), stats), stats), stats, run.DisposeAsync);
        return new(run.Query.Id, columns, run.ReadAsync(work.RowsAsync(stats), stats), stats, run.DisposeAsync);
    }

    private static async Task<WorkerLive> HoldAsync(StreamSnapshot stream, bool isRead, QueryRun run) =>
        isRead && stream is { Files: { } files, Live.Count: > 0 } ? run.Add(await files.HoldAsync(stream.Live, stream.Version?.Fields, run.Token)).Rows : WorkerLive.None;
}
