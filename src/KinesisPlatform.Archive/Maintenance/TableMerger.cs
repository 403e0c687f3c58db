using KinesisPlatform.Archive.Fields;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Maintenance;

/// <inheritdoc />
internal sealed class TableMerger(
    IObjectStore store, IDataFileMerger merger, TimeProvider time, Func<Guid> newId, IOptions<MergeOptions> options, IOptions<ArchiveOptions> archive, ILogger<TableMerger> logger) : ITableMerger
{
    private readonly MergeOptions _options = options.Value;
    private readonly FieldsInference _inference = new(options);

    public async Task<MergeReport> MergeAsync(IArchiveTable table, long fileBytesTarget, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("archive merge");
        activity?.SetTag("kinesis.stream", table.Stream.Value);
        var version = await table.LoadAsync(cancellationToken);
        if (version.SnapshotId is null) return MergeReport.None;
        var files = await table.PlanAsync(version, new(), cancellationToken);
        var plans = new MergePlanner(_options, fileBytesTarget, time.GetUtcNow()).Plan(files, _options.FieldCountMax > 0 ? version.Fields : null);

        var report = MergeReport.None with { LeftCount = plans.Count };
        foreach (var plan in plans)
        {
            if (report.BytesRead > 0 && report.BytesRead + plan.LengthBytes > _options.RunBytesMax) break;
            report = Add(report, plan, await MergeAsync(table, plan, cancellationToken));
        }
        activity?.SetTag("archive.merge_count", report.MergeCount);
        return report;
    }

    /// <returns>The length of the new file; null when another commit came first.</returns>
    private async Task<long?> MergeAsync(IArchiveTable table, MergePlan plan, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(archive.Value.OpenProcessFolder(), $"kinesis-platform-merge-{newId():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var paths = new List<string>();
            foreach (var file in plan.Files)
            {
                paths.Add(Path.Combine(folder, $"{paths.Count:D5}.parquet"));
                await store.DownloadAsync(file.Key, paths[^1], file.LengthBytes, cancellationToken);
            }
            var merged = await MergeAsync(table, plan, paths, Path.Combine(folder, "merged.parquet"), cancellationToken);
            var result = await table.ReplaceAsync(plan.Files, [merged], cancellationToken);
            if (result.IsCommitted) return merged.File.LengthBytes;
            logger.MergeOvertaken(table.Location, plan.Hour, result.MissingKeys.Count);
            return null;
        }
        catch (PlatformException exception) when (exception.Kind == FailureKind.NotFound)
        {
            // The snapshot that was planned on has expired, and the sweeper was faster.
            logger.MergeOvertaken(table.Location, plan.Hour, 1);
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<ReplacementFile> MergeAsync(IArchiveTable table, MergePlan plan, IReadOnlyList<string> paths, string path, CancellationToken cancellationToken)
    {
        var current = (await table.LoadAsync(cancellationToken)).Fields;
        var observer = _inference.NewObserver(current);
        var before = await merger.ReadAsync(paths, observer, cancellationToken);
        var expected = plan.Files.Sum(file => file.RecordCount);
        if (before.RecordCount != expected)
            throw new PlatformException(FailureKind.Data, $"{plan.Files.Count} data files of {table.Location} hold {before.RecordCount} records; their manifests say {expected}. Nothing was changed. Restore them from the bucket's versions or a backup.");

        var fields = observer is null ? null : await _inference.EvolveAsync(table, current, observer, cancellationToken);
        var merged = await merger.MergeAsync(paths, before, fields, path, cancellationToken);
        var isSorted = before.IsTextOrdered;
        if (_options.Verifies)
        {
            var after = await merger.ReadAsync([path], null, cancellationToken);
            if (after.Checksum != before.Checksum || after.RecordCount != before.RecordCount || !after.IsOrdered)
                throw new PlatformException(FailureKind.Internal, $"A merged data file of {table.Location} does not hold the records of the {plan.Files.Count} it was to replace; it was not committed. This is a bug; Archive:Merge and the service's log tell more.");
            isSorted = after.IsTextOrdered;
        }
        return new(path, plan.Hour, merged with { IsSorted = isSorted });
    }

    private static MergeReport Add(MergeReport report, MergePlan plan, long? lengthBytes) => lengthBytes is not { } written
        ? report with { OvertakenCount = report.OvertakenCount + 1, LeftCount = report.LeftCount - 1 }
        : report with
        {
            MergeCount = report.MergeCount + 1,
            FileCount = report.FileCount + plan.Files.Count,
            RecordCount = report.RecordCount + plan.Files.Sum(file => file.RecordCount),
            BytesRead = report.BytesRead + plan.LengthBytes,
            BytesWritten = report.BytesWritten + written,
            LeftCount = report.LeftCount - 1,
        };
}
