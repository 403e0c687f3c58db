using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.PlantedBugs;
using KinesisPlatform.Simulation.Replays;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>Runs histories one by one; everything of one depends on its seed alone.</summary>
internal sealed class HistoryRunner(FaultCounts counts, PlantedBug? bug, Action<World> start)
{
    private const long StepCountMax = 3_000_000;
    private static readonly TimeSpan RealTimeMax = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">No such bug.</exception>
    public static HistoryRunner Of(Arguments arguments, FaultCounts counts)
    {
        if (!arguments.IsOfReplays) return new(counts, PlantedBugs.PlantedBugs.Find(arguments.Bug), world => new History(world).Start());
        var bug = ReplayBugs.Find(arguments.Bug);
        return new(counts, null, world => new ReplayHistory(world, bug?.Fresh()).Start());
    }

    /// <param name="output">Where the trace goes; null for none.</param>
    public HistoryResult Run(ulong seed, TextWriter? output = null)
    {
        World? world = null;
        var cpu = Environment.CpuUsage.TotalTime;
        SingleThread.Run(() =>
        {
            world = new(seed, new(output), counts, bug?.Fresh(), StepCountMax);
            if (output is not null) output.WriteLine($"Faults: {world.Faults}");
            start(world);
            return world.Scheduler.Step;
        }, RealTimeMax);
        world!.Dispose();
        return new(seed, world.Scheduler.StepCount, world.Trace.Hash, world.Kinesis.Records.Count, world.Table.Version, TimeSpan.FromTicks(world.Scheduler.NowTicks), Environment.CpuUsage.TotalTime - cpu, world.Scheduler.Violation);
    }
}
