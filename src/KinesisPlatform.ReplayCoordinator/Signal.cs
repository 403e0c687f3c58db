namespace KinesisPlatform.ReplayCoordinator;

/// <summary>Wakes whoever waits when something has happened: take <see cref="Next"/> before looking, wait for it after. Safe for concurrent callers.</summary>
internal class Signal
{
    private TaskCompletionSource _next = Create();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Notify() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
