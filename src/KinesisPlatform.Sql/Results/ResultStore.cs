using KinesisPlatform.Access;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Results;

/// <inheritdoc />
internal sealed class ResultStore : IResultStore, IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly IQueryEngine _engine;
    private readonly QueryRegistry _queries;
    private readonly ResultQuota _quota;
    private readonly ResultOptions _options;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly ITimer _sweeper;
    private readonly Lock _gate = new();
    private readonly Dictionary<QueryId, ResultRun> _runs = [];

    public ResultStore(IQueryEngine engine, QueryRegistry queries, ResultQuota quota, LocalFolder folder, IOptions<ResultOptions> options, TimeProvider time)
    {
        (_engine, _queries, _quota, _options, _time, _folder) = (engine, queries, quota, options.Value, time, Path.Combine(folder.Path, "results"));
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public StoredResult Start(QueryRequest request, int pageRows, bool isKept)
    {
        if (pageRows < 1 || pageRows > _options.PageRowsMax) throw new PlatformException(FailureKind.Invalid, $"A page has 1 to {_options.PageRowsMax} rows.");
        var id = request.Id ?? QueryId.Create(_time.GetUtcNow());
        var run = new ResultRun(request with { Id = id }, pageRows, _options, _folder, _quota, _time);
        if (isKept) run.Keep();
        lock (_gate)
        {
            if (!_runs.TryAdd(id, run)) throw new PlatformException(FailureKind.Conflict, $"There is a query with the id {id} already.");
        }
        run.Start(_engine, _queries);
        return run.Result;
    }

    // Its rows are what the owner's key may see: to see and stop others' work is not to read their data.
    public StoredResult? Find(QueryId id, StreamAccess caller) => Get(id, caller)?.Result is { } result && result.Owner == caller.KeyId ? result : null;

    public async Task<bool> DeleteAsync(QueryId id, StreamAccess caller)
    {
        if (Get(id, caller) is not { } run) return false;
        await RemoveAsync(run);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync();
        ResultRun[] runs;
        lock (_gate) runs = [.. _runs.Values];
        await Task.WhenAll(runs.Select(RemoveAsync));
    }

    private ResultRun? Get(QueryId id, StreamAccess caller)
    {
        lock (_gate) return _runs.TryGetValue(id, out var run) && !IsExpired(run) && caller.MaySeeWorkOf(run.Result.Owner) ? run : null;
    }

    private bool IsExpired(ResultRun run) => run.Result.ExpiresAt <= _time.GetUtcNow();

    private void Sweep()
    {
        ResultRun[] expired;
        lock (_gate) expired = [.. _runs.Values.Where(IsExpired)];
        foreach (var run in expired) _ = RemoveAsync(run);
    }

    private async Task RemoveAsync(ResultRun run)
    {
        lock (_gate) _runs.Remove(run.Result.Id);
        await run.DisposeAsync();
    }
}
