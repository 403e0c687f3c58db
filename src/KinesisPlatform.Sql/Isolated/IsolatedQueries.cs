using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Isolated;

/// <inheritdoc />
internal sealed class IsolatedQueries(
    QueryRegistry queries, SqlGate gate, WorkerPool workers, IOptions<SqlOptions> options, TimeProvider time, ILogger<IsolatedQueries> logger) : IIsolatedQueries
{
    private readonly SqlOptions _options = options.Value;

    public async Task<QueryResult> ExecuteAsync(IsolatedQuery query, CancellationToken cancellationToken)
    {
        var run = Begin(query, queries.Begin(Request(query)), cancellationToken);
        try
        {
            var work = await run.TranslatedAsync(() => StartAsync(query, isPrepareOnly: false, run));
            run.Query.Enter(QueryState.Running);
            var columns = await run.TranslatedAsync(() => ReadAsync(() => work.ReadColumnsAsync(run.Token)));
            var stats = new QueryStats { Tables = [], FetchedBytes = 0, Elapsed = run.Query.Elapsed };
            return new(run.Query.Id, columns, run.ReadAsync(work.RowsAsync(stats, CancellationToken.None), stats, CancellationToken.None), stats, run.DisposeAsync);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async Task<QueryShape> DescribeAsync(IsolatedQuery query, CancellationToken cancellationToken)
    {
        // Not in the registry: it reads nothing, and ends by itself.
        await using var run = Begin(query, new(Request(query), time, _ => { }), cancellationToken);
        var work = await run.TranslatedAsync(() => StartAsync(query, isPrepareOnly: true, run));
        return await run.TranslatedAsync(() => ReadAsync(() => work.ReadShapeAsync(run.Token)));
    }

    private QueryRun Begin(IsolatedQuery query, RunningQuery running, CancellationToken cancellationToken) =>
        new(running, query.Timeout is { } timeout && timeout < _options.TimeoutMax ? timeout : _options.TimeoutDefault, time, cancellationToken);

    private static QueryRequest Request(IsolatedQuery query) => new(query.Sql) { Access = query.Access, Client = query.Client };

    private async Task<WorkerRun> StartAsync(IsolatedQuery query, bool isPrepareOnly, QueryRun run)
    {
        var sql = await gate.TranslateAsync(query.Sql, query.Translate, query.Tables, query.Functions, run.Token);
        var worker = run.Add(await workers.RentAsync(query.Access.KeyId, run.Token));
        var plan = new WorkerPlan(sql, [], RowsMax: null, run.Timeout * _options.WorkerThreads, isPrepareOnly) { Setup = query.Setup };
        var work = new WorkerRun(worker, new(sql), logger);
        await work.StartAsync(plan, query.Parameters, run.Token);
        return work;
    }

    // A position in the translated statement means nothing to who wrote the other.
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (PlatformException exception) when (exception.InnerException is SqlStatementException { Place: not null } fault)
        {
            throw new PlatformException(exception.Kind, fault.Message, new SqlStatementException(fault.Kind, fault.Message, null));
        }
    }
}
