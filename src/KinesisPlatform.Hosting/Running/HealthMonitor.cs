using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Asks a running resource for its health: often until it is well, then now and then.</summary>
internal sealed class HealthMonitor(ResourceNotificationService notifications, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan UnhealthyInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HealthyInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = AnswerMax };

    /// <summary>Publishes every change of health until the caller cancels.</summary>
    public async Task MonitorAsync(IResource resource, CancellationToken cancellationToken)
    {
        var checks = resource.Annotations.OfType<HttpHealthCheckAnnotation>().ToArray();
        HealthStatus? last = null;
        while (true)
        {
            var status = await CheckAsync(checks, cancellationToken);
            // A resource that is still starting is not ill yet.
            if (status != last && (status == HealthStatus.Healthy || last is not null))
            {
                last = status;
                await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { HealthStatus = status });
            }
            await Task.Delay(status == HealthStatus.Healthy ? HealthyInterval : UnhealthyInterval, time, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HealthStatus> CheckAsync(HttpHealthCheckAnnotation[] checks, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            if (!await AnswersAsync(check, cancellationToken)) return HealthStatus.Unhealthy;
        }
        return HealthStatus.Healthy;
    }

    private async Task<bool> AnswersAsync(HttpHealthCheckAnnotation check, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(check.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == check.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
