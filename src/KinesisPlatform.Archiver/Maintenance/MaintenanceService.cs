using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Leases;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>
/// Keeps the tables of those streams in shape whose first shard this archiver holds: one table at a time, so that archiving has the rest of the machine. Others may do the same at the
/// same time, to no harm and no use.
/// </summary>
internal sealed class MaintenanceService(
    IArchiveCatalog catalog, ITableMerger merger, SettingsStore settings, ILeases leases, IOptions<ArchiverOptions> options, TimeProvider time, ILogger<MaintenanceService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly TableUpkeep _upkeep = new(catalog, merger, time);
    private readonly ConcurrentDictionary<StreamName, MaintenanceStatus> _statuses = new();
    private readonly Dictionary<StreamName, int> _failureCounts = [];

    /// <returns>Null when another archiver sees to it, or none.</returns>
    public MaintenanceStatus? StatusOf(StreamName stream) => _statuses.GetValueOrDefault(stream);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunDueAsync(stoppingToken);
                await Task.Delay(LookInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RunDueAsync(CancellationToken cancellationToken)
    {
        var own = Own();
        foreach (var stream in _statuses.Keys.Except(own).ToList())
        {
            _statuses.TryRemove(stream, out _);
            _failureCounts.Remove(stream);
        }
        // A stream that is new here waits a while: after a start of many archivers its shards may still move.
        foreach (var stream in own) _statuses.TryAdd(stream, MaintenanceStatus.Waiting(time.GetUtcNow() + options.Value.MaintenanceDelay));
        foreach (var stream in own.Where(stream => _statuses[stream].NextAt <= time.GetUtcNow()).OrderBy(stream => _statuses[stream].NextAt).ThenBy(stream => stream.Value, StringComparer.Ordinal).ToList())
            await RunAsync(stream, cancellationToken);
    }

    private List<StreamName> Own()
    {
        var current = leases.Current;
        return [.. current.HeldGroups.Where(group => current.HoldersOf(group).OrderBy(held => held.Name, StringComparer.Ordinal).FirstOrDefault().Worker == current.Worker).Select(group => new StreamName(group))];
    }

    private async Task RunAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var interval = options.Value.MaintenanceInterval;
        try
        {
            var effective = (await settings.LoadAsync(stream, cancellationToken)).Effective;
            interval = effective.Maintenance.Interval;
            var status = await _upkeep.RunAsync(stream, effective, cancellationToken);
            _failureCounts.Remove(stream);
            // What one run's bound left is taken up at once, after the other tables' turns.
            _statuses[stream] = status with { NextAt = status.LeftMerges > 0 && status.Merges > 0 ? time.GetUtcNow() : status.StartedAt!.Value + interval };
            MaintenanceTelemetry.RunDuration.Record(status.Seconds);
            if (status.Merges > 0 || status.CutFiles > 0 || status.SweptFiles > 0)
                Log.Maintained(logger, stream, status.Seconds, status.MergedFiles, status.Merges, status.LeftMerges, status.CutFiles, status.SweptFiles);
        }
        catch (PlatformException error)
        {
            Fail(stream, error.Message, interval);
            Log.MaintenanceFailed(logger, stream, _statuses[stream].NextAt, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Fail(stream, "An unexpected error; the service's log has it.", interval);
            Log.MaintenanceFaulted(logger, error, stream, _statuses[stream].NextAt);
        }
    }

    private void Fail(StreamName stream, string reason, TimeSpan interval)
    {
        MaintenanceTelemetry.Failures.Add(1);
        var failures = _failureCounts[stream] = _failureCounts.GetValueOrDefault(stream) + 1;
        var delay = TimeSpan.FromTicks(Math.Min(interval.Ticks, options.Value.RetryDelay.Ticks << Math.Min(failures, 20)));
        _statuses[stream] = _statuses[stream] with { Error = reason, NextAt = time.GetUtcNow() + delay };
    }
}
