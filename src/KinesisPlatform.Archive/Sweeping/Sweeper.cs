using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Archive.Sweeping;

/// <summary>
/// Deletes what nothing refers to: files of lost commits, of expired snapshots, replaced and cut data. One floor at a time: commit it, let the safe age pass, delete what the
/// version before it did not refer to, commit the next. A file of that kind can never come back (<see cref="FloorProperty"/>), so that a crash between any two requests, a paused
/// sweeper that wakes up later, and two sweepers at once delete nothing but such files.
/// </summary>
internal sealed class Sweeper(IObjectStore store, TableFiles files, CommitLoop commits, TimeProvider time, ArchiveOptions options, ILogger logger)
{
    private static ReadOnlySpan<byte> ClockContent => "This object's time is that of the last sweep's floor, by the store's clock.\n"u8;

    private const int ConcurrentDeletesMax = 16;

    /// <summary>Superseded metadata files alone are not worth a new floor, which is a commit and leaves one more of them.</summary>
    private const int PendingMetadataCountMin = 50;

    // A pass that found nothing to do finds nothing as long as nobody commits.
    private ETag? _sweptPointer;

    /// <exception cref="PlatformException">Data: the table refers to what is not there; nothing was deleted.</exception>
    public async Task<SweepReport> SweepAsync(TableState state, bool isDryRun, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (isDryRun) return await PassAsync(state, new(now, now, state.Pointer.MetadataFile), isDryRun, cancellationToken);
        if (FloorProperty.Read(state.Metadata.Properties) is not { } floor)
        {
            await AdvanceFloorAsync(null, cancellationToken);
            return new(null, 0, 0, 0, 0, IsComplete: false);
        }
        // Readers that hold an earlier version without a pin have this long to finish.
        if (now - floor.CommittedAt < options.SweepSafeAge) return new(floor.Time, 0, 0, 0, 0, IsComplete: false);
        if (_sweptPointer == state.ETag) return new(floor.Time, 0, 0, 0, 0, IsComplete: true);
        SweepReport report;
        try
        {
            report = await PassAsync(state, floor, isDryRun, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Data)
        {
            // This sweeper stood still while another swept behind a later floor: what is missing then is missing rightly.
            if (await commits.FindAsync(cancellationToken) is not { } current || FloorProperty.Read(current.Metadata.Properties) == floor) throw;
            return new(floor.Time, 0, 0, 0, 0, IsComplete: false);
        }
        if (report.DeletedFileCount > 0) logger.Swept(files.Paths.Url, report.DeletedFileCount, report.DeletedBytes, floor.Time);
        return report;
    }

    private async Task<SweepReport> PassAsync(TableState state, FloorProperty floor, bool isDryRun, CancellationToken cancellationToken)
    {
        var references = new FileReferences(files);
        await references.AddAsync(floor.MetadataFile, cancellationToken);
        // By the floor's rule this adds nothing that could be deleted otherwise; it is here so that a mistake elsewhere costs space and not data.
        await references.AddAsync(state.Pointer.MetadataFile, cancellationToken);
        var pass = new SweepPass(references, floor.Time - options.SweepSafeAge, Math.Min(state.Pointer.Version, await files.ReadHintAsync(cancellationToken)));

        var doomed = new List<ObjectInfo>();
        foreach (var folder in new[] { files.Paths.DataFolder, files.Paths.MetadataFolder })
        {
            await foreach (var found in store.ListAsync(folder, null, cancellationToken))
            {
                if (pass.Decide(found)) doomed.Add(found);
                if (doomed.Count == options.SweepDeleteCountMax) return await FinishAsync(isComplete: false);
            }
        }
        var report = await FinishAsync(isComplete: true);
        if (isDryRun) return report;
        if (pass.PendingCount - pass.PendingMetadataCount > 0 || pass.PendingMetadataCount >= PendingMetadataCountMin) await AdvanceFloorAsync(floor, cancellationToken);
        else _sweptPointer = state.ETag;
        return report;

        async Task<SweepReport> FinishAsync(bool isComplete)
        {
            if (!isDryRun)
            {
                foreach (var group in doomed.Chunk(ConcurrentDeletesMax)) await Task.WhenAll(group.Select(file => store.DeleteAsync(file.Key, cancellationToken)));
            }
            return new(floor.Time, pass.KeptCount, pass.PendingCount, doomed.Count, doomed.Sum(file => file.LengthBytes), isComplete);
        }
    }

    /// <param name="swept">The floor that has served its time; another sweeper may have put the next in its place already.</param>
    private async Task AdvanceFloorAsync(FloorProperty? swept, CancellationToken cancellationToken) => await commits.CommitAsync(async (state, cancel) =>
    {
        if (state is null || FloorProperty.Read(state.Metadata.Properties) != swept) return new TableChange<bool>(null, false);
        var floor = new FloorProperty(await ReadStoreTimeAsync(cancel), time.GetUtcNow(), state.Pointer.MetadataFile);
        if (swept is not null && floor.Time <= swept.Time) return new(null, false);
        var properties = state.Metadata.Properties.ToDictionary();
        properties[FloorProperty.Key] = floor.Format();
        return new(state.Metadata with { Properties = properties }, true);
    }, cancellationToken);

    // What was written before this time was begun by a writer that had loaded the version the floor is committed on, or an earlier one: a later one would make that commit fail.
    private async Task<DateTimeOffset> ReadStoreTimeAsync(CancellationToken cancellationToken)
    {
        await store.PutAsync(files.Paths.SweepClock, ClockContent.ToArray(), new PutCondition.None(), cancellationToken);
        return (await store.HeadAsync(files.Paths.SweepClock, cancellationToken))?.LastModified
            ?? throw new PlatformException(FailureKind.Unavailable, $"{files.Paths.SweepClock} was deleted while a sweep began: nothing was deleted, sweep again.");
    }
}
