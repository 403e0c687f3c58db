using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Leases;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>
/// Keeps the tables of those streams in shape whose first shard this archiver holds, and those that nobody archives into any more where that is this archiver's: one table at a time, so that
/// archiving has the rest of the machine. Others may do the same at the same time, to no harm and no use.
/// </summary>
internal sealed class MaintenanceService(
    IArchiveCatalog catalog, ITableMerger merger, SettingsStore settings, ILeases leases, IOptions<ArchiverOptions> options, TimeProvider time, ILogger<MaintenanceService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly TableUpkeep _upkeep = new(catalog, merger, time);
    private readonly UnattendedTables _tables = new(catalog, leases, options.Value, time);
    private readonly ConcurrentDictionary<StreamName, TableTurn> _turns = new();
    private volatile IReadOnlyList<StreamName> _unattended = [];

    /// <summary>Tables in the care of this archiver whose streams nobody archives.</summary>
    public IReadOnlyList<StreamName> Unattended => _unattended;

    /// <returns>Null when another archiver sees to it, or none.</returns>
    public MaintenanceStatus? StatusOf(StreamName stream) => _turns.TryGetValue(stream, out var turn) ? turn.Status with { NextAt = NextAt(stream, turn) } : null;

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
        await FindUnattendedAsync(cancellationToken);
        var own = Own().Union(_unattended).ToList();
        foreach (var stream in _turns.Keys.Except(own).ToList()) _turns.TryRemove(stream, out _);
        foreach (var stream in own) _turns.TryAdd(stream, TableTurn.Of(time.GetUtcNow()));
        var due = own.Select(stream => (Stream: stream, NextAt: NextAt(stream, _turns[stream]))).Where(table => table.NextAt <= time.GetUtcNow());
        foreach (var (stream, _) in due.OrderBy(table => table.NextAt).ThenBy(table => table.Stream.Value, StringComparer.Ordinal).ToList()) await RunAsync(stream, cancellationToken);
    }

    private DateTimeOffset NextAt(StreamName stream, TableTurn turn) => turn.NextAt(settings.LatestOf(stream).Maintenance.Interval, options.Value);

    private async Task FindUnattendedAsync(CancellationToken cancellationToken)
    {
        try
        {
            _unattended = await _tables.FindAsync(cancellationToken);
        }
        catch (PlatformException error)
        {
            Log.TablesNotListed(logger, error.Message);
        }
    }

    private List<StreamName> Own()
    {
        var current = leases.Current;
        return [.. current.HeldGroups.Where(group => current.HoldersOf(group).OrderBy(held => held.Name, StringComparer.Ordinal).FirstOrDefault().Worker == current.Worker).Select(group => new StreamName(group))];
    }

    private async Task RunAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var turn = _turns[stream];
        try
        {
            var effective = (await settings.LoadAsync(stream, cancellationToken)).Effective;
            var status = await _upkeep.RunAsync(stream, effective, cancellationToken);
            _turns[stream] = TableTurn.After(status, time.GetUtcNow());
            MaintenanceTelemetry.RunDuration.Record(status.Seconds);
            if (status.Merges > 0 || status.CutFiles > 0 || status.SweptFiles > 0)
                Log.Maintained(logger, stream, status.Seconds, status.MergedFiles, status.Merges, status.LeftMerges, status.CutFiles, status.SweptFiles);
        }
        catch (PlatformException error)
        {
            Log.MaintenanceFailed(logger, stream, Fail(stream, turn, error.Message), error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.MaintenanceFaulted(logger, error, stream, Fail(stream, turn, "An unexpected error; the service's log has it."));
        }
    }

    /// <returns>When it is tried again.</returns>
    private DateTimeOffset Fail(StreamName stream, TableTurn turn, string reason)
    {
        MaintenanceTelemetry.Failures.Add(1);
        return NextAt(stream, _turns[stream] = turn.Failed(reason, time.GetUtcNow()));
    }
}
