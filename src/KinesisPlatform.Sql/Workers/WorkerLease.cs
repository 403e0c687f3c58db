namespace KinesisPlatform.Sql.Workers;

/// <summary>The use of one worker for one statement. When the caller's token is cancelled before the answer is complete, the worker is ended at once, whether anybody waits for it or not.</summary>
internal sealed class WorkerLease : IAsyncDisposable
{
    private const int InUse = 0, Complete = 1, Killed = 2;

    private readonly Func<WorkerLease, ValueTask> _release;
    private readonly CancellationTokenRegistration _kill;
    private int _state = InUse;
    private int _isReleased;

    public WorkerLease(WorkerProcess process, Func<WorkerLease, ValueTask> release, CancellationToken cancellationToken)
    {
        (Process, _release) = (process, release);
        _kill = cancellationToken.UnsafeRegister(static lease => ((WorkerLease)lease!).Kill(), this);
    }

    public WorkerProcess Process { get; }

    /// <summary>The worker's answer has been read to its end and it may be given to another statement of the same tenant.</summary>
    public bool IsReusable => Volatile.Read(ref _state) == Complete;

    /// <summary>Says that the worker's answer has been read to its end.</summary>
    public void End() => Interlocked.CompareExchange(ref _state, Complete, InUse);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0) return;
        await _kill.DisposeAsync();
        await _release(this);
    }

    private void Kill()
    {
        if (Interlocked.CompareExchange(ref _state, Killed, InUse) == InUse) Process.Kill();
    }
}
