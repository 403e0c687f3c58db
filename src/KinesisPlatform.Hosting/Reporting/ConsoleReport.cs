using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Reporting;

/// <summary>What a person who runs the application sees: the resources' output, one table when all is up, and failures with their cause.</summary>
internal sealed class ConsoleReport(
    ResourceCollection resources, ResourceNotificationService notifications, ResourceLogs logs, IHostApplicationLifetime lifetime,
    TimeProvider time, IEnumerable<DashboardNotice> notices)
{
    /// <summary>After this long people should see what the start still waits for.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<IResource> _resources = [.. resources.Where(r => r is not ParameterResource)];
    private readonly LineWriter _console = new(resources.Where(r => r is not ParameterResource).Select(r => r.Name.Length).DefaultIfEmpty().Max());
    private readonly Dictionary<string, CustomResourceSnapshot> _latest = [];
    private readonly long _began = time.GetTimestamp();
    private bool _tableShown;

    public void Begin()
    {
        foreach (var notice in notices) _console.Write(notice.Text);
        _console.Write($"Starting {_resources.Count} resources. Ctrl-C stops them all.");
        logs.LineWritten += _console.Write;
    }

    /// <summary>Reports until the application stops, and stops it when nothing is left that runs.</summary>
    /// <returns>False when the resources ended before anybody asked for it.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await using var patience = time.CreateTimer(_ => ReportWaiting(), null, PatienceMax, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (var change in notifications.WatchAsync(ended.Token))
            {
                Take(change);
                if (_latest.Count < _resources.Count || !_latest.Values.All(s => s.IsTerminal)) continue;
                _console.Write("Every resource has ended, so the application ends too.");
                lifetime.StopApplication();
                return _latest.Values.All(s => s.State == KnownResourceStates.Finished);
            }
        }
        catch (OperationCanceledException)
        {
            _console.Write("Stopping ...");
        }
        return true;
    }

    private void ReportWaiting()
    {
        var waiting = _resources.Where(r => notifications.Latest(r) is not { IsSettled: true }).Select(r => r.Name).ToArray();
        if (waiting.Length > 0) _console.Write($"Not healthy yet after {PatienceMax.TotalSeconds:0} s: {string.Join(", ", waiting)}. The table follows when they are.");
    }

    private void Take(ResourceEvent change)
    {
        var name = change.Resource.Name;
        var before = _latest.GetValueOrDefault(name);
        var now = _latest[name] = change.Snapshot;
        if (now.IsTerminal && before is { IsTerminal: false }) ReportEnd(name, now);
        else if (before is { IsHealthy: true } && now.HealthStatus == HealthStatus.Unhealthy) _console.Write($"{name} is unhealthy: its health check fails.");
        else if (before is { HealthStatus: HealthStatus.Unhealthy } && now.IsHealthy) _console.Write($"{name} is healthy again.");
        if (!_tableShown && _latest.Count == _resources.Count && _latest.Values.All(s => s.IsSettled)) ShowTable();
    }

    private void ReportEnd(string name, CustomResourceSnapshot snapshot)
    {
        if (snapshot.State == KnownResourceStates.Finished)
        {
            _console.Write($"{name} has finished.");
            return;
        }
        var verb = snapshot.State == KnownResourceStates.FailedToStart ? "could not start" : "failed";
        var lines = logs.Excerpt(name);
        var tail = lines.Length == 0 ? "" : $" Its last lines:{lines}";
        _console.Write($"{Environment.NewLine}{name} {verb}: {FailureText.Describe(snapshot)}{tail}{Environment.NewLine}");
    }

    private void ShowTable()
    {
        _tableShown = true;
        var rows = _resources.Select(Row).ToArray();
        var healthy = _latest.Values.Count(s => s.IsHealthy);
        var seconds = time.GetElapsedTime(_began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        _console.Write("");
        _console.Write(healthy == rows.Length ? $"All {rows.Length} resources are healthy after {seconds} s." : $"{healthy} of {rows.Length} resources are healthy after {seconds} s.");
        _console.Write(rows);
        _console.Write("");
    }

    private StatusRow Row(IResource resource)
    {
        var snapshot = _latest[resource.Name];
        var urls = resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.Name is "http" or "postgres").Select(e => e.Url);
        return new(resource.Name, snapshot.IsHealthy ? "Healthy" : snapshot.State, string.Join("  ", urls), snapshot.IsHealthy);
    }
}
