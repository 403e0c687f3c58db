using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Cache;

/// <summary>A range on its way, for all who wait for it: it goes on as long as one of them does. All but the waiting itself is under the object's lock.</summary>
internal sealed class RangeFetch(ByteRange range) : IDisposable
{
    private readonly CancellationTokenSource _abandoned = new();
    private Task _task = Task.CompletedTask;
    private bool _isEnded;

    public ByteRange Range { get; } = range;

    /// <summary>All have given it up.</summary>
    public bool IsAbandoned { get; private set; }

    public int WaiterCount { get; private set; }

    public void Join() => WaiterCount++;

    public void Start(Func<RangeFetch, CancellationToken, Task> fetch)
    {
        var token = _abandoned.Token;
        _task = Task.Run(() => fetch(this, token), CancellationToken.None);
        // Nobody may be left to look at a failure.
        _ = _task.ContinueWith(task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Waits outside of the lock, and takes it at the end.</summary>
    public async Task WaitAsync(Lock gate, CancellationToken cancellationToken)
    {
        try
        {
            await _task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (gate) Leave();
        }
    }

    /// <summary>It has come or failed.</summary>
    public void Dispose()
    {
        _isEnded = true;
        _abandoned.Dispose();
    }

    private void Leave()
    {
        if (--WaiterCount > 0 || _isEnded) return;
        IsAbandoned = true;
        _ = _abandoned.CancelAsync();
    }
}
