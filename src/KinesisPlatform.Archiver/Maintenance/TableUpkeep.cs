using System.Diagnostics;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Settings;

namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>One run over one stream's table: merges small files, takes out what is older than the archive's retention, and deletes what nothing refers to any more.</summary>
internal sealed class TableUpkeep(IArchiveCatalog catalog, ITableMerger merger, TimeProvider time)
{
    /// <param name="settings">With maintenance disabled, only what the archive's retention asks for is done.</param>
    /// <returns>Without its error and the time of the next run.</returns>
    public async Task<MaintenanceStatus> RunAsync(StreamName stream, StreamSettings settings, CancellationToken cancellationToken)
    {
        using var activity = ArchiverTelemetry.Source.StartActivity("maintenance");
        activity?.SetTag("kinesis.stream", stream.Value);
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        var status = MaintenanceStatus.Waiting(startedAt) with { StartedAt = startedAt };
        if (await catalog.OpenAsync(stream, cancellationToken) is not { } table) return status;
        try
        {
            // What is about to go is not merged before.
            if (settings.Retention is { } retention) status = Add(status, await table.CutAsync(startedAt - retention, cancellationToken));
            if (settings.Maintenance.Enabled) status = Add(status, await merger.MergeAsync(table, settings.Maintenance.FileBytesTarget, cancellationToken));
            if (settings.Maintenance.Enabled || settings.Retention is not null) status = Add(status, await table.SweepAsync(isDryRun: false, cancellationToken));
        }
        catch (PlatformException error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
        return status with { Seconds = time.GetElapsedTime(started).TotalSeconds };
    }

    private static MaintenanceStatus Add(MaintenanceStatus status, CutResult cut) => status with { CutFiles = cut.FileCount };

    private static MaintenanceStatus Add(MaintenanceStatus status, MergeReport merges)
    {
        MaintenanceTelemetry.MergedFiles.Add(merges.FileCount);
        MaintenanceTelemetry.MergedBytes.Add(merges.BytesRead);
        return status with
        {
            Merges = merges.MergeCount, MergedFiles = merges.FileCount, MergedRecords = merges.RecordCount,
            MergedBytesRead = merges.BytesRead, MergedBytesWritten = merges.BytesWritten, LeftMerges = merges.LeftCount,
        };
    }

    private static MaintenanceStatus Add(MaintenanceStatus status, SweepReport sweep)
    {
        MaintenanceTelemetry.SweptFiles.Add(sweep.DeletedFileCount);
        return status with { SweptFiles = sweep.DeletedFileCount, SweptBytes = sweep.DeletedBytes };
    }
}
