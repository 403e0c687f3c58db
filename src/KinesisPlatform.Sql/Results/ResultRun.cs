using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Results;

/// <summary>A query that fills its result in the background, and all that the result holds.</summary>
internal sealed class ResultRun : IAsyncDisposable
{
    private readonly QueryRequest _request;
    private readonly ResultSpill _spill;
    private readonly ResultQuota _quota;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _hold;
    private Task _work = Task.CompletedTask;
    private int _keptCount;
    private int _isDisposed;

    public ResultRun(QueryRequest request, int pageRows, ResultOptions options, string folder, ResultQuota quota, TimeProvider time)
    {
        (_request, _quota, _lifetime, _time) = (request, quota, options.Lifetime, time);
        var owner = request.Access.KeyId;
        _spill = new(folder, quota, owner, options.MemoryBytesMax);
        Result = new(request.Id!.Value, owner, _spill, pageRows, options.PageBytesMax, Keep);
    }

    public StoredResult Result { get; }

    /// <summary>Counts it among the results that are kept; again has no effect.</summary>
    /// <exception cref="PlatformException">Unavailable: too many are.</exception>
    public void Keep()
    {
        if (_keptCount > 0) return;
        _quota.Add(Result.Owner, 1, 0);
        _keptCount = 1;
    }

    public void Start(IQueryEngine engine, QueryRegistry queries) => _work = Task.Run(() => RunAsync(engine, queries, _stop.Token), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stop.CancelAsync();
        await _work;
        _spill.Dispose();
        _quota.Remove(Result.Owner, _keptCount, 0);
        _hold?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(IQueryEngine engine, QueryRegistry queries, CancellationToken cancellationToken)
    {
        try
        {
            // Listed before its first await.
            var start = engine.ExecuteAsync(_request, cancellationToken);
            Result.Enlist();
            await using var query = await start;
            _hold = queries.Hold(query.Id);
            Result.Begin(query.Columns);
            await foreach (var rows in query.Batches.WithCancellation(cancellationToken)) await AppendAsync(rows, query.Id, queries, cancellationToken);
            Result.ExpiresAt = _time.GetUtcNow() + _lifetime;
            Result.Complete(query.Stats);
        }
        catch (Exception exception)
        {
            // Whoever asks for a page is told, whatever it was.
            Result.ExpiresAt = _time.GetUtcNow() + _lifetime;
            Result.Enlist();
            Result.Fail(exception);
        }
    }

    private async Task AppendAsync(IReadOnlyList<object?[]> rows, QueryId id, QueryRegistry queries, CancellationToken cancellationToken)
    {
        try
        {
            await Result.AppendAsync(rows, cancellationToken);
        }
        catch (PlatformException exception)
        {
            queries.Fail(id, exception.Message);
            throw;
        }
    }
}
