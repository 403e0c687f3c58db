using KinesisPlatform.Simulation.Actors;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Kills, pauses and cuts off coordinators and archivers, and scales source and target, while records are replayed.</summary>
/// <param name="source">Scaled as well where it is archived; null where it is not.</param>
internal sealed class ReplayNemesis(World world, SeededRandom random, IReadOnlyList<INode> nodes, ReplayMishaps mishaps, SimulatedStream target, SimulatedStream? source)
{
    private const int OpenShardCountMax = 5, ScalingsMax = 200;

    /// <summary>Whether there is nothing left to disturb.</summary>
    public bool IsOver { get; set; }

    public async Task RunAsync()
    {
        if (world.Faults.Has(FaultKind.Reshard))
        {
            // A replay is over soon: what others take hours for takes a second, to be met by it. It is no fault, and goes on without any.
            if (target != source) world.Outside.Start(() => ScaleAsync(target, TimeSpan.FromSeconds(1.5), () => !IsOver));
            if (source is not null) world.Outside.Start(() => ScaleAsync(source, TimeSpan.FromSeconds(10), () => world.Faults.IsOn));
        }
        while (world.Faults.IsOn)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(8)), world.Outside.Clock);
            Restart();
            await StrikeAsync(random.Pick(nodes));
            // Live producers are not who is refused.
            if (target == source || !mishaps.Strike(0.3, random)) continue;
            world.Note("kinesis", "refuses", $"callers of {target.Name}");
            target.RefusesCallers = true;
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)), world.Outside.Clock);
            target.RefusesCallers = false;
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

    private async Task ScaleAsync(SimulatedStream stream, TimeSpan pauseMax, Func<bool> goesOn)
    {
        for (var left = ScalingsMax; left > 0 && goesOn(); left--)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, pauseMax), world.Outside.Clock);
            if (stream.Reshard(random, OpenShardCountMax, pauseMax / 5, world.Scheduler.Now) is { } done) Count(FaultKind.Reshard, () => world.Note("kinesis", done));
        }
    }

    private void Count(FaultKind kind, Action strike)
    {
        world.Faults.Count(kind);
        strike();
    }
}
