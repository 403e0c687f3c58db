namespace KinesisPlatform.Sql.Workers;

/// <summary>The use of one worker for one query.</summary>
internal sealed class WorkerLease(WorkerProcess process, Func<WorkerProcess, ValueTask> release) : IAsyncDisposable
{
    private int _isReleased;

    public WorkerProcess Process { get; } = process;

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isReleased, 1) == 0 ? release(Process) : ValueTask.CompletedTask;
}
