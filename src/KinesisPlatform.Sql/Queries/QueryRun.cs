namespace KinesisPlatform.Sql.Queries;

/// <summary>What one query holds until it ends, and its time.</summary>
internal sealed class QueryRun : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly Lock _gate = new();
    private readonly Stack<object> _held = new();
    private bool _isDisposed;

    public QueryRun(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        (Timeout, _time, _caller) = (timeout, time, caller);
        _startedAt = time.GetTimestamp();
        _deadline = new(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller);
        Token = _either.Token;
    }

    public TimeSpan Timeout { get; }

    /// <summary>Cancelled by the caller and by the timeout.</summary>
    public CancellationToken Token { get; }

    public TimeSpan Elapsed => _time.GetElapsedTime(_startedAt);

    /// <summary>Holds something that is released with the query, last first.</summary>
    public T Add<T>(T held) where T : notnull
    {
        lock (_gate) _held.Push(held);
        return held;
    }

    public Exception Translate(Exception exception) => exception is OperationCanceledException && _deadline.IsCancellationRequested && !_caller.IsCancellationRequested
        ? new TimeoutException($"The query was stopped after {Timeout.TotalSeconds:0.#} s. Narrow it (fewer columns, a shorter time range), or ask for a longer timeout.", exception)
        : exception;

    public async Task<T> TranslatedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException exception)
        {
            var failure = Translate(exception);
            if (ReferenceEquals(failure, exception)) throw;
            throw failure;
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
        foreach (var held in _held.OfType<IAsyncDisposable>()) await held.DisposeAsync();
        foreach (var held in _held.OfType<IDisposable>()) held.Dispose();
        _either.Dispose();
        _deadline.Dispose();
    }
}
