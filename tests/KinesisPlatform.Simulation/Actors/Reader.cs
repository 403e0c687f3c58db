using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Checking;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>Takes snapshots, some pinned, and reads them later, file by file, as a query does: what it reads must be the version it took.</summary>
internal sealed class Reader(World world, SimulatedProcess process)
{
    private readonly SeededRandom _random = process.Random.Fork("reads");
    private int _pinCount;

    public async Task RunAsync()
    {
        var parts = new ProcessParts(world, process);
        while (world.Faults.IsOn)
        {
            await Task.Delay(_random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), process.Clock);
            try
            {
                await ReadOnceAsync(parts);
            }
            catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                // The store did not answer, or the version expired before it was pinned.
            }
        }
    }

    /// <returns>How many rows the newest version has, each read.</returns>
    public async Task<long> ReadNewestAsync()
    {
        var parts = new ProcessParts(world, process);
        if (await parts.Catalog.OpenAsync(world.Settings.Stream, CancellationToken.None) is not { } table) return 0;
        var version = await table.LoadAsync(CancellationToken.None);
        return await ReadAsync(parts.Store, table, version);
    }

    private async Task ReadOnceAsync(ProcessParts parts)
    {
        if (await parts.Catalog.OpenAsync(world.Settings.Stream, CancellationToken.None) is not { } table) return;
        var version = await table.LoadAsync(CancellationToken.None);
        if (_random.Chance(0.5))
        {
            await ReadWithoutPinAsync(parts, table, version);
            return;
        }
        var tag = $"{process.Name}-{++_pinCount}";
        version = await table.PinAsync(tag, version, CancellationToken.None);
        await Task.Delay(_random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(60)), process.Clock);
        var pinned = await table.LoadPinnedAsync(tag, CancellationToken.None);
        if (pinned?.Version != version.Version) world.Scheduler.Fail("pins hold", $"{tag} pinned version {version.Version} and has {pinned?.Version}.");
        else await ReadAsync(parts.Store, table, pinned);
        await table.UnpinAsync(tag, CancellationToken.None);
    }

    // Only for so long is a version kept that nobody pinned, by the sweeper's clock.
    private async Task ReadWithoutPinAsync(ProcessParts parts, IArchiveTable table, TableVersion version)
    {
        var deadline = world.Scheduler.Now + world.Settings.Archive.SweepSafeAge / 2;
        try
        {
            await ReadAsync(parts.Store, table, version, deadline);
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Data && (world.Scheduler.Now > deadline || world.ClocksDiffer)) { }
    }

    private async Task<long> ReadAsync(IObjectStore store, IArchiveTable table, TableVersion version, DateTimeOffset? deadline = null)
    {
        var (content, count) = (0UL, 0L);
        foreach (var file in await table.PlanAsync(version, new(), CancellationToken.None))
        {
            if (await store.GetAsync(file.Key, null, CancellationToken.None) is not { } stored)
            {
                if (world.Scheduler.Now <= deadline && !world.ClocksDiffer || deadline is null)
                    world.Scheduler.Fail("nothing referenced is missing", $"{process.Name} did not find {file.Key} of version {version.Version}.");
                return count;
            }
            foreach (var row in RowFile.Read(stored.Content))
            {
                content += RecordLedger.DigestOf(row);
                count++;
            }
        }
        if (world.Table.ContentOf(version.Version) != content) world.Scheduler.Fail("every visible snapshot is consistent", $"{process.Name} read {count} rows of version {version.Version}, and not those it has.");
        world.Note(process.Name, "read", $"{count} rows of version {version.Version}");
        return count;
    }
}
