namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>What one worker's process has to run next. Nothing of it runs but when the cluster says so: a paused or dead process' work just stays.</summary>
internal sealed class WorkerContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = [];

    public bool IsPaused { get; set; }

    public bool IsRunnable => !IsPaused && _queue.Count > 0;

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public void RunOne()
    {
        var (callback, state) = _queue.Dequeue();
        Run(() => callback(state));
    }

    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
