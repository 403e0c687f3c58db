using System.Runtime.CompilerServices;

namespace KinesisPlatform.Sql.Queries;

/// <summary>What one query holds until it ends, and its time.</summary>
internal sealed class QueryRun : IAsyncDisposable
{
    private const string Left = "The client went away, or stopped reading, before the result's end.";

    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly Lock _gate = new();
    private readonly Stack<object> _held = new();
    private bool _isDisposed;

    public QueryRun(RunningQuery query, TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        (Query, Timeout, _caller) = (query, timeout, caller);
        _deadline = new(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller, query.Cancelled);
        Token = _either.Token;
    }

    public RunningQuery Query { get; }

    public TimeSpan Timeout { get; }

    /// <summary>Cancelled by the caller, by the timeout and through the registry.</summary>
    public CancellationToken Token { get; }

    /// <summary>Holds something that is released with the query, last first.</summary>
    public T Add<T>(T held) where T : notnull
    {
        lock (_gate) _held.Push(held);
        return held;
    }

    /// <summary>Ends the query with what went wrong.</summary>
    /// <returns>What its reader is told: the exception itself where it needs no translation.</returns>
    public Exception Fail(Exception exception)
    {
        var failure = Translate(exception);
        switch (failure)
        {
            case OperationCanceledException: Query.End(QueryState.Cancelled, Left); break;
            case QueryCancelledException: Query.End(QueryState.Cancelled, failure.Message); break;
            case PlatformException { Kind: not FailureKind.Internal } or TimeoutException: Query.End(QueryState.Failed, failure.Message); break;
            default: Query.End(QueryState.Failed, "The query failed inside the service; its log says why."); break;
        }
        return failure;
    }

    public async Task<T> TranslatedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            var failure = Fail(exception);
            if (ReferenceEquals(failure, exception)) throw;
            throw failure;
        }
    }

    /// <summary>Reads what answers the query, counts it, and ends the query with it.</summary>
    public async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(IAsyncEnumerable<IReadOnlyList<object?[]>> batches, QueryStats stats, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(Token, cancellationToken);
            await using var reader = batches.GetAsyncEnumerator(either.Token);
            while (await TranslatedAsync(async () => await reader.MoveNextAsync()))
            {
                stats.RowCount += reader.Current.Count;
                Query.AddRows(reader.Current.Count);
                yield return reader.Current;
            }
            stats.Elapsed = Query.Elapsed;
            Query.End(QueryState.Finished);
            SqlTelemetry.Count(stats);
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }
        await _either.CancelAsync();
        // The worker was rented before the files were held, but must be gone before they are let go of.
        try
        {
            foreach (var held in _held.OfType<IAsyncDisposable>()) await held.DisposeAsync();
        }
        finally
        {
            foreach (var held in _held.OfType<IDisposable>()) held.Dispose();
            _either.Dispose();
            _deadline.Dispose();
            Query.End(QueryState.Cancelled, Left);
        }
    }

    private Exception Translate(Exception exception) => exception switch
    {
        // A worker that is killed while it is read from may well show as one that broke off.
        OperationCanceledException or PlatformException when Query.Cancelled.IsCancellationRequested => new QueryCancelledException(exception),
        OperationCanceledException when _deadline.IsCancellationRequested && !_caller.IsCancellationRequested => new TimeoutException(
            $"The query was stopped after {Timeout.TotalSeconds:0.#} s. Narrow it (fewer columns, a shorter time range), or ask for a longer timeout.", exception),
        _ => exception,
    };
}
