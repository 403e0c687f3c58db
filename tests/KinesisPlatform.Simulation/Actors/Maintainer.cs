using KinesisPlatform.Archive;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>A process that keeps the table tidy while others write and read it; started anew when it dies.</summary>
internal sealed class Maintainer(World world, int number)
{
    private SimulatedProcess? _process;

    public async Task RunAsync()
    {
        while (world.Faults.IsOn)
        {
            if (_process is not { IsDead: false }) Start();
            await Task.Delay(TimeSpan.FromSeconds(3), world.Outside.Clock);
        }
        _process?.Kill();
    }

    private void Start()
    {
        var process = _process = world.NewProcess($"maintainer-{number}", isMortal: true);
        process.Start(async () =>
        {
            var parts = new ProcessParts(world, process);
            while (true)
            {
                await Task.Delay(process.Random.Between(TimeSpan.Zero, world.Settings.MaintenanceIntervalMax), process.Clock);
                try
                {
                    if (await parts.Catalog.OpenAsync(world.Settings.Stream, CancellationToken.None) is { } table) await MaintainAsync(process, parts, table);
                }
                catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict or FailureKind.Data)
                {
                    // Next time. What a sweeper that stood still looks for may be swept by another; what the table really misses the checker sees.
                }
            }
        });
    }

    private async Task MaintainAsync(SimulatedProcess process, ProcessParts parts, IArchiveTable table)
    {
        if (process.Random.Chance(0.5)) world.Note(process.Name, "merged", $"{await parts.Merger.MergeAsync(table, fileBytesTarget: 1 << 20, CancellationToken.None)}");
        var report = await table.SweepAsync(isDryRun: process.Random.Chance(0.1), CancellationToken.None);
        world.Note(process.Name, "swept", $"{report}");
    }
}
