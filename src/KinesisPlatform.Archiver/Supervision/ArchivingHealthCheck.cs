using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Ndjson;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Unhealthy when streams cannot be listed or records are about to be lost; degraded while a stream is being retried, is missing, uses up its retention, or lacks its NDJSON files.</summary>
internal sealed class ArchivingHealthCheck(StreamSupervisor supervisor, NdjsonService? ndjson = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (supervisor.DiscoveryError is { } error) return HealthCheckResult.Unhealthy(error);
        var dangers = supervisor.Dangers().Where(stream => stream.Danger.Level != LossLevel.None).OrderByDescending(stream => stream.Danger.RetentionUsed).ToList();
        List<string> problems =
        [
            .. dangers.Select(stream => Describe(stream.Stream, stream.Danger)),
            .. supervisor.Statuses.Where(status => status.Error is not null).Select(status => $"{status.Stream}: {status.Error}"),
            .. supervisor.LeaseError is { } leaseError ? [leaseError] : Array.Empty<string>(),
            .. ndjson?.Problems ?? [],
            .. supervisor.NeverSeen.Select(stream => $"{stream}: there is no such stream; correct Archiver:Streams or create it."),
        ];
        if (problems.Count == 0) return HealthCheckResult.Healthy();
        var message = string.Join(" ", problems);
        return dangers.Any(stream => stream.Danger.Level == LossLevel.Unhealthy) ? HealthCheckResult.Unhealthy(message) : HealthCheckResult.Degraded(message);
    }

    private static string Describe(StreamName stream, LossDanger danger) => FormattableString.Invariant(
        $"{stream}: the oldest record that is not archived is lost in {danger.TimeLeft.TotalHours:F1} h ({danger.RetentionUsed * 100:F0} % of the retention has passed); raise the stream's retention.");
}
