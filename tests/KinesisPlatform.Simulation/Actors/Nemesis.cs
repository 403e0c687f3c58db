using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>Does to processes, clocks and streams what happens to them in years, within a minute.</summary>
internal sealed class Nemesis(World world, IReadOnlyList<ArchiverNode> archivers, Producer producer)
{
    private static readonly FaultKind[] Events =
    [
        FaultKind.Crash, FaultKind.Pause, FaultKind.Restart, FaultKind.StoreOutage, FaultKind.ClockStep, FaultKind.Reshard, FaultKind.RetentionPassed, FaultKind.StreamRecreated,
    ];

    private readonly SeededRandom _random = world.Fork("nemesis");
    private TimeProvider Time => world.Outside.Clock;

    public async Task RunAsync()
    {
        var kinds = Events.Where(world.Faults.Has).ToList();
        var pace = TimeSpan.FromSeconds(_random.Logarithmic(2, 30));
        while (world.Faults.IsOn && kinds.Count > 0)
        {
            await Task.Delay(_random.Between(TimeSpan.Zero, pace), Time);
            if (world.Faults.IsOn) await StrikeAsync(_random.Pick(kinds));
        }
    }

    /// <summary>Starts what has died or stopped, to the end.</summary>
    public async Task RestartAsync()
    {
        while (true)
        {
            await Task.Delay(world.IsTimePassing ? TimeSpan.FromMinutes(5) : _random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(4)), Time);
            foreach (var archiver in archivers)
            {
                if (!world.IsTimePassing && !archiver.IsRunning && _random.Chance(0.3)) archiver.Start();
            }
        }
    }

    public void Repair()
    {
        world.Outage.IsOn = false;
        foreach (var archiver in archivers)
        {
            if (!archiver.IsRunning) archiver.Start();
            else if (archiver.Process!.IsPaused) archiver.Process.Resume();
        }
        if (world.Stream is null) Recreate();
    }

    private async Task StrikeAsync(FaultKind kind)
    {
        var archiver = _random.Pick(archivers);
        world.Faults.Count(kind);
        switch (kind)
        {
            case FaultKind.Crash: archiver.Kill(); break;
            case FaultKind.Restart: archiver.Stop(); break;
            case FaultKind.Pause: Pause(archiver); break;
            case FaultKind.StoreOutage: await BreakStoreAsync(); break;
            case FaultKind.ClockStep: archiver.Process?.Clock.Step(world.Settings.ClockOffsetMax * (_random.NextDouble() * 2 - 1)); break;
            case FaultKind.Reshard: Reshard(); break;
            case FaultKind.RetentionPassed: await PassRetentionAsync(); break;
            case FaultKind.StreamRecreated: await RecreateAsync(); break;
        }
    }

    private void Pause(ArchiverNode archiver)
    {
        if (archiver.Process is not { IsDead: false, IsPaused: false } process) return;
        world.PauseAWhile(process);
        // Once in a while it is replaced meanwhile: then two do the work of one.
        if (_random.Chance(0.5)) archiver.Start();
    }

    private async Task BreakStoreAsync()
    {
        world.Note("store", "is down");
        world.Outage.IsOn = true;
        await Task.Delay(_random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), Time);
        world.Outage.IsOn = false;
        world.Note("store", "is up");
    }

    public void Reshard()
    {
        if (world.Stream?.Reshard(_random, world.Settings.OpenShardCountMax, TimeSpan.FromSeconds(5), world.Scheduler.Now) is { } done) world.Note("kinesis", done);
    }

    // Everyone is down, or stands still; meanwhile the stream lives on.
    private async Task PassRetentionAsync()
    {
        var stopped = world.Running;
        foreach (var process in stopped)
        {
            if (process.IsMortal && _random.Chance(0.7)) process.Kill();
            else process.Pause();
        }
        var length = world.Settings.Retention * _random.Logarithmic(0.3, 3);
        world.Note("world", "lets time pass", $"{length}");
        world.IsTimePassing = true;
        for (var left = 1 + _random.Next(6); left > 0; left--)
        {
            await Task.Delay(length / 6, Time);
            for (var count = _random.Next(4); count > 0; count--) producer.PutDirectly();
            if (world.Faults.Has(FaultKind.Reshard) && _random.Chance(0.3)) Reshard();
        }
        world.IsTimePassing = false;
        foreach (var process in stopped) process.Resume();
        world.Note("world", "goes on");
    }

    private async Task RecreateAsync()
    {
        if (world.Stream is not { } stream || stream.StatusAt(world.Scheduler.Now) != "ACTIVE") return;
        world.Note("kinesis", "deletes", $"{stream.Name} life {stream.Incarnation}");
        stream.DeletedAt = world.Scheduler.Now;
        stream.BusyUntil = world.Scheduler.Now + _random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Task.Delay(stream.BusyUntil - world.Scheduler.Now, Time);
        world.Kinesis.Remove(stream.Name);
        await Task.Delay(_random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)), Time);
        Recreate();
    }

    private void Recreate()
    {
        if (world.Stream is null) world.CreateStream();
    }
}
