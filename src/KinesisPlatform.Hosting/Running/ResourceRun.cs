using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The life of one resource: waits for others, starts, is watched, ends.</summary>
internal sealed class ResourceRun(
    IResource resource, ResourceNotificationService notifications, ResourceLogs logs, LaunchPlanner planner, HealthMonitor health, TimeProvider time)
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _life = Task.CompletedTask;

    public IResource Resource { get; } = resource;

    private IEnumerable<WaitAnnotation> Waits => Resource.Annotations.OfType<WaitAnnotation>();

    public void Begin(CancellationToken starting) => _life = LiveAsync(starting);

    public bool WaitsFor(ResourceRun other) => Waits.Any(w => w.Resource == other.Resource);

    /// <summary>Returns when nothing of the resource runs any more.</summary>
    public Task StopAsync()
    {
        _stop.TrySetResult();
        return _life;
    }

    private async Task LiveAsync(CancellationToken starting)
    {
        try
        {
            foreach (var wait in Waits)
            {
                await PublishAsync(KnownResourceStates.Waiting);
                await WaitAsync(wait, starting);
            }
            await PublishAsync(KnownResourceStates.Starting);
            var launch = await planner.PlanAsync(Resource, starting);
            await using var process = ResourceProcess.Start(launch, time, line => logs.Add(Resource.Name, line));
            await PublishAsync(KnownResourceStates.Running);
            await WatchAsync(process);
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            await PublishAsync(KnownResourceStates.Exited, "the application stopped before it started.");
        }
        catch (Exception exception)
        {
            // Whatever went wrong, those who wait for this resource must learn that it will not come.
            var message = exception is DistributedApplicationException ? exception.Message : exception.ToString();
            await PublishAsync(KnownResourceStates.FailedToStart, message);
        }
    }

    private async Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var completion = wait.WaitType == WaitType.WaitForCompletion;
        var change = await notifications.WaitForResourceAsync(
            wait.Resource.Name, e => completion ? e.Snapshot.IsTerminal : e.Snapshot.IsSettled, cancellationToken);
        var snapshot = change.Snapshot;
        var satisfied = completion
            ? snapshot.State != KnownResourceStates.FailedToStart && snapshot.ExitCode == wait.ExitCode
            : snapshot.IsHealthy;
        if (!satisfied)
            throw new DistributedApplicationException($"it waits for {wait.Resource.Name}, which failed.");
    }

    private async Task WatchAsync(ResourceProcess process)
    {
        using var watching = new CancellationTokenSource();
        var monitoring = health.MonitorAsync(Resource, watching.Token);
        await Task.WhenAny(process.Exit, _stop.Task);
        await watching.CancelAsync();
        await monitoring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var stopped = !process.Exit.IsCompleted;
        if (stopped)
        {
            await PublishAsync(KnownResourceStates.Stopping);
            await process.StopAsync();
        }
        var exitCode = await process.Exit;
        await notifications.PublishUpdateAsync(Resource, snapshot => snapshot with
        {
            State = exitCode == 0 && !stopped ? KnownResourceStates.Finished : KnownResourceStates.Exited,
            ExitCode = exitCode,
            HealthStatus = null,
        });
    }

    private Task PublishAsync(string state, string? message = null) =>
        notifications.PublishUpdateAsync(Resource, snapshot => snapshot with { State = state, Message = message });
}
