using KinesisPlatform.Simulation.Actors;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Kills, pauses and cuts off coordinators and archivers, and scales source and target, while records are replayed.</summary>
/// <param name="scaled">The streams that somebody scales.</param>
internal sealed class ReplayNemesis(World world, SeededRandom random, IReadOnlyList<INode> nodes, IReadOnlyList<SimulatedStream> scaled)
{
    private const int OpenShardCountMax = 5;

    public async Task RunAsync()
    {
        world.Outside.Start(ScaleAsync);
        while (world.Faults.IsOn)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(8)), world.Outside.Clock);
            Restart();
            await StrikeAsync(random.Pick(nodes));
        }
    }

    /// <summary>Starts what has died.</summary>
    public void Restart()
    {
        foreach (var node in nodes.Where(node => !node.IsRunning)) node.Start();
    }

    private async Task StrikeAsync(INode victim)
    {
        if (world.Faults.Has(FaultKind.Crash) && random.Chance(0.3)) Count(FaultKind.Crash, victim.Kill);
        else if (world.Faults.Has(FaultKind.Pause) && random.Chance(0.4) && victim.Process is { } process) Count(FaultKind.Pause, () => world.PauseAWhile(process));
        else if (world.Faults.Has(FaultKind.StoreOutage) && random.Chance(0.2))
        {
            Count(FaultKind.StoreOutage, () => world.Outage.IsOn = true);
            await Task.Delay(random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)), world.Outside.Clock);
            world.Outage.IsOn = false;
        }
    }

    private async Task ScaleAsync()
    {
        while (world.Faults.Has(FaultKind.Reshard))
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(6)), world.Outside.Clock);
            if (random.Pick(scaled).Reshard(random, OpenShardCountMax, world.Scheduler.Now) is { } done) Count(FaultKind.Reshard, () => world.Note("kinesis", done));
        }
    }

    private void Count(FaultKind kind, Action strike)
    {
        world.Faults.Count(kind);
        strike();
    }
}
