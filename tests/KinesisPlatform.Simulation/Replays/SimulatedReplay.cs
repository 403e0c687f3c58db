using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>A replay as somebody asks for it: at random, paused, resumed, quickened while it runs, until it is done.</summary>
internal sealed class SimulatedReplay
{
    private readonly World _world;
    private readonly SeededRandom _random;
    private readonly string _token;
    private ReplayState? _state;

    /// <param name="archived">All that is in the table, in order.</param>
    public SimulatedReplay(World world, SeededRandom random, IReadOnlyList<StreamRecord> archived)
    {
        (_world, _random, _token, Archived) = (world, random, $"{random.NewGuid():N}", archived);
        var to = archived[^1].ArrivedAt - (random.Chance(0.5) ? TimeSpan.Zero : (archived[^1].ArrivedAt - archived[0].ArrivedAt) * (random.NextDouble() / 3));
        Spec = new(world.Settings.Stream.Value, ReplayHistory.Target.Value)
        {
            From = random.Chance(0.5) ? null : archived[random.Next(archived.Count / 3 + 1)].ArrivedAt,
            To = to,
            Where = random.Chance(0.5) ? null : RowScanner.EveryNth(2 + random.Next(4)),
            Compact = random.Chance(0.15) ? ReplayCompaction.LastPerPartitionKey : null,
            Order = random.Chance(0.2) ? ReplayOrder.None : random.Chance(0.25) ? ReplayOrder.PerShard : ReplayOrder.PerKey,
            Aggregate = random.Chance(0.3),
            Wrap = random.Chance(0.2),
            Pace = new() { RecordsPerSecond = random.Logarithmic(2, 200) },
        };
    }

    public IReadOnlyList<StreamRecord> Archived { get; }

    public ReplaySpec Spec { get; }

    public string? Id { get; private set; }

    public ReplayJob? Job { get; private set; }

    public bool IsDone => _state == ReplayState.Done;

    public override string ToString() => $"{Id ?? "a replay that was not made"} is {_state}";

    /// <summary>As HTTP's endpoints do, in the process of whichever coordinator runs: each call may fail, be lost or outlive its caller.</summary>
    public async Task RunAsync(IReadOnlyList<CoordinatorNode> coordinators)
    {
        while (!IsDone)
        {
            await Task.Delay(_random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(_state is null ? 2 : 10)), _world.Outside.Clock);
            var alive = coordinators.Where(c => c is { IsRunning: true, Services: not null, Process.IsPaused: false }).ToList();
            if (alive.Count == 0) continue;
            var coordinator = _random.Pick(alive);
            coordinator.Process!.Start(() => CallAsync(coordinator.Services!));
        }
    }

    private async Task CallAsync(IServiceProvider services)
    {
        var (replays, advancer, time) = (services.GetRequiredService<ReplayStore>(), services.GetRequiredService<ReplayAdvancer>(), services.GetRequiredService<TimeProvider>());
        try
        {
            if (Id is null)
            {
                // The token makes one replay of all these calls, whichever of them was heard.
                var (created, _) = await replays.CreateAsync(new(Spec, _token), null, CancellationToken.None);
                Id ??= created.Id;
            }
            else if (_world.Faults.IsOn && _random.Chance(0.3)) await replays.UpdateAsync(Id, job => job.IsFinished ? null : Change(job, time.GetUtcNow()), CancellationToken.None);
            else if (!_world.Faults.IsOn) await replays.UpdateAsync(Id, job => job.State == ReplayState.Paused ? ReplayControl.Resume(job, time.GetUtcNow()) : null, CancellationToken.None);
            var job = await replays.FindAsync(Id, CancellationToken.None);
            // Calls overlap: what a slow one read must not take back what a later one has seen.
            if (IsDone) return;
            Job = job!;
            if (Job.State == ReplayState.Failed) _world.Scheduler.Fail("no replay fails", Job.Error ?? "without a reason");
            _state = Job.State;
            await advancer.AdvanceAsync(Id, CancellationToken.None);
        }
        catch (PlatformException)
        {
            // The caller asks again.
        }
    }

    private ReplayJob? Change(ReplayJob job, DateTimeOffset now) => _random.Next(3) switch
    {
        0 => job.State == ReplayState.Cancelling ? null : ReplayControl.Pause(job, now),
        1 => job.State == ReplayState.Cancelling ? null : ReplayControl.Resume(job, now),
        _ => ReplayControl.ChangePace(job, new() { RecordsPerSecond = _random.Logarithmic(5, 500) }, now),
    };
}
