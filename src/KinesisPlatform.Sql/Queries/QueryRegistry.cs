using KinesisPlatform.Access;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Queries;

/// <inheritdoc />
/// <remarks>What runs is bounded by the workers and their queue; what ended by number and age.</remarks>
internal sealed class QueryRegistry(IOptions<SqlOptions> options, TimeProvider time) : IQueryRegistry
{
    private readonly SqlOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<QueryId, RunningQuery> _queries = [];
    // In the order in which they ended, or were let go of.
    private readonly Queue<RunningQuery> _ended = [];
    // With a result that is still to be read.
    private readonly HashSet<RunningQuery> _held = [];

    /// <exception cref="PlatformException">Conflict: a query of this id runs, or ran lately.</exception>
    public RunningQuery Begin(QueryRequest request)
    {
        var query = new RunningQuery(request, time, OnEnded);
        lock (_gate)
        {
            if (!_queries.TryAdd(query.Id, query)) throw new PlatformException(FailureKind.Conflict, $"There is a query with the id {query.Id} already.");
        }
        return query;
    }

    public IReadOnlyList<QueryInfo> List(StreamAccess caller)
    {
        RunningQuery[] queries;
        lock (_gate)
        {
            Forget();
            queries = [.. _queries.Values.Where(query => caller.MaySeeWorkOf(query.Owner))];
        }
        return [.. queries.Select(query => query.Describe()).OrderByDescending(query => query.StartedAt)];
    }

    public QueryInfo? Find(QueryId id, StreamAccess caller) => Get(id, caller)?.Describe();

    public bool Cancel(QueryId id, StreamAccess caller) => Get(id, caller)?.Cancel() == true;

    private RunningQuery? Get(QueryId id, StreamAccess caller)
    {
        lock (_gate)
        {
            Forget();
            return _queries.GetValueOrDefault(id) is { } query && caller.MaySeeWorkOf(query.Owner) ? query : null;
        }
    }

    /// <summary>Ends a query that failed at what its reader does with it.</summary>
    public void Fail(QueryId id, string error)
    {
        RunningQuery? query;
        lock (_gate) query = _queries.GetValueOrDefault(id);
        query?.End(QueryState.Failed, error);
    }

    /// <summary>Keeps a query listed until what this returns is disposed of, and then as long as any other.</summary>
    public IDisposable? Hold(QueryId id)
    {
        lock (_gate)
        {
            if (!_queries.TryGetValue(id, out var query) || !_held.Add(query)) return null;
            return new Release(() => Let(query));
        }
    }

    private void Let(RunningQuery query)
    {
        lock (_gate)
        {
            _held.Remove(query);
            if (query.EndedAt is not null) _ended.Enqueue(query);
            Forget();
        }
    }

    private void OnEnded(RunningQuery query)
    {
        lock (_gate)
        {
            if (!_held.Contains(query)) _ended.Enqueue(query);
            Forget();
        }
    }

    private void Forget()
    {
        var oldest = time.GetUtcNow() - _options.FinishedQueriesAge;
        while (_ended.TryPeek(out var query) && (_ended.Count > _options.FinishedQueriesMax || query.EndedAt <= oldest)) _queries.Remove(_ended.Dequeue().Id);
    }

    private sealed class Release(Action release) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) release();
        }
    }
}
