using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Unhealthy when streams cannot be listed, degraded while a stream is being retried.</summary>
internal sealed class ArchivingHealthCheck(StreamSupervisor supervisor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (supervisor.DiscoveryError is { } error) return HealthCheckResult.Unhealthy(error);
        var retrying = supervisor.Statuses.Where(status => status.Error is not null).Select(status => $"{status.Stream}: {status.Error}").ToList();
        return retrying.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(" ", retrying));
    }
}
