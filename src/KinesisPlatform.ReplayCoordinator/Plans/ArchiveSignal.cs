namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Wakes planners when some archive has a new snapshot. Only a hint: another instance may get the event, and planners look by themselves too.</summary>
internal sealed class ArchiveSignal
{
    private TaskCompletionSource _next = Create();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Notify() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
