using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>Starts all resources at once, each as soon as those it waits for are ready, and stops them in the opposite order.</summary>
internal sealed class ApplicationRunner(
    ResourceCollection resources, EndpointAllocator endpoints, ResourceNotificationService notifications, ResourceLogs logs,
    LaunchPlanner planner, HealthMonitor health, TimeProvider time) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _starting = new();
    private IReadOnlyList<ResourceRun> _runs = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        endpoints.Allocate();
        await CheckParametersAsync(cancellationToken);
        _runs = [.. resources.Where(r => r is not ParameterResource).Select(r => new ResourceRun(r, notifications, logs, planner, health, time))];
        foreach (var run in _runs) await notifications.PublishUpdateAsync(run.Resource, snapshot => snapshot);
        foreach (var run in _runs) run.Begin(_starting.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _starting.CancelAsync();
        var stopped = new Dictionary<ResourceRun, Task>();
        await Task.WhenAll(_runs.Select(run => StopAfterDependentsAsync(run, stopped)));
    }

    public void Dispose() => _starting.Dispose();

    private Task StopAfterDependentsAsync(ResourceRun run, Dictionary<ResourceRun, Task> stopped)
    {
        if (stopped.TryGetValue(run, out var running)) return running;
        var dependents = _runs.Where(other => other.WaitsFor(run)).Select(other => StopAfterDependentsAsync(other, stopped)).ToArray();
        return stopped[run] = StopAsync(run, dependents);
    }

    private static async Task StopAsync(ResourceRun run, Task[] dependents)
    {
        await Task.WhenAll(dependents);
        await run.StopAsync();
    }

    /// <exception cref="DistributedApplicationException">Values are missing; the message names all of them.</exception>
    private async Task CheckParametersAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            try
            {
                await parameter.GetValueAsync(cancellationToken);
            }
            catch (DistributedApplicationException exception)
            {
                missing.Add(exception.Message);
            }
        }
        if (missing.Count > 0) throw new DistributedApplicationException(string.Join(Environment.NewLine, missing));
    }
}
