using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace KinesisPlatform.ServiceDefaults.Telemetry;

/// <summary>Brings the providers to life with the service and sends what they still hold when it stops.</summary>
internal sealed class TelemetryService(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    /// <summary>A collector that is gone must not hold up the stop for longer.</summary>
    private const int FlushMillisecondsMax = 2000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        traces.ForceFlush(FlushMillisecondsMax);
        metrics.ForceFlush(FlushMillisecondsMax);
    }, CancellationToken.None);
}
