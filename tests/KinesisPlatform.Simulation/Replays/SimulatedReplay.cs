using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>A replay as somebody asks for it: at random, paused, resumed, quickened while it runs, until it is done.</summary>
internal sealed class SimulatedReplay(World world, SeededRandom random, ReplaySpec spec)
{
    private readonly string _token = $"{random.NewGuid():N}";
    private ReplayState? _state;

    public ReplaySpec Spec => spec;

    public string? Id { get; private set; }

    public ReplayJob? Job { get; private set; }

    public bool IsDone => _state == ReplayState.Done;

    public override string ToString() => $"{Id ?? "a replay that was not made"} is {_state}";

    /// <summary>As HTTP's endpoints do, in the process of whichever coordinator runs: each call may fail, be lost or outlive its caller.</summary>
    public async Task RunAsync(IReadOnlyList<CoordinatorNode> coordinators)
    {
        while (!IsDone)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(_state is null ? 2 : 10)), world.Outside.Clock);
            var alive = coordinators.Where(coordinator => coordinator.IsAtWork).ToList();
            if (alive.Count == 0) continue;
            var coordinator = random.Pick(alive);
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
            else if (world.Faults.IsOn && random.Chance(0.3)) await replays.UpdateAsync(Id, job => job.IsFinished ? null : Change(job, time.GetUtcNow()), CancellationToken.None);
            else if (!world.Faults.IsOn) await replays.UpdateAsync(Id, job => job.State == ReplayState.Paused ? ReplayControl.Resume(job, time.GetUtcNow()) : null, CancellationToken.None);
            var job = await replays.FindAsync(Id, CancellationToken.None);
            // Calls overlap: what a slow one read must not take back what a later one has seen.
            if (IsDone) return;
            Job = job!;
            if (Job.State == ReplayState.Failed) world.Scheduler.Fail("no replay fails", Job.Error ?? "without a reason");
            _state = Job.State;
            await advancer.AdvanceAsync(Id, CancellationToken.None);
        }
        catch (PlatformException)
        {
            // The caller asks again.
        }
    }

    private ReplayJob? Change(ReplayJob job, DateTimeOffset now) => random.Next(3) switch
    {
        0 => job.State == ReplayState.Cancelling ? null : ReplayControl.Pause(job, now),
        1 => job.State == ReplayState.Cancelling ? null : ReplayControl.Resume(job, now),
        _ => ReplayControl.ChangePace(job, new() { RecordsPerSecond = random.Logarithmic(5, 500) }, now),
    };
}
