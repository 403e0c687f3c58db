using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>A replay as somebody asks for it: at random, paused, resumed, quickened while it runs, taken up when it fails, and some cancelled, running or failed, until it is over.</summary>
/// <param name="mayFail">Whether there is what makes it fail.</param>
internal sealed class SimulatedReplay(World world, SeededRandom random, ReplaySpec spec, bool mayFail)
{
    private readonly string _token = $"{random.NewGuid():N}";

    private readonly bool _isUnwanted = random.Chance(0.2);

    public ReplaySpec Spec => spec;

    public string? Id { get; private set; }

    public ReplayJob? Job { get; private set; }

    public bool IsOver => Job is { IsFinal: true };

    /// <summary>It was cancelled, or has failed, and nobody has resumed it in time: what it has sent is all there is.</summary>
    public bool IsGivenUp => Job is { State: ReplayState.Failed or ReplayState.Cancelled, IsFinal: true };

    public override string ToString() => $"{Id ?? "a replay that was not made"} is {Job?.State}, {Job?.Error}";

    /// <summary>As HTTP's endpoints do, in the process of whichever coordinator runs: each call may fail, be lost or outlive its caller.</summary>
    public async Task RunAsync(IReadOnlyList<CoordinatorNode> coordinators)
    {
        while (!IsOver)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(Job is null ? 2 : 10)), world.Outside.Clock);
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
            else if (world.Faults.IsOn && random.Chance(0.3)) await replays.UpdateAsync(Id, job => Change(job, time.GetUtcNow()), CancellationToken.None);
            else if (!world.Faults.IsOn) await replays.UpdateAsync(Id, job => IsStopped(job) ? ReplayControl.Resume(job, time.GetUtcNow()) : null, CancellationToken.None);
            var job = await replays.FindAsync(Id, CancellationToken.None);
            // Calls overlap: what a slow one read must not take back what a later one has seen.
            if (IsOver) return;
            Job = job!;
            if (Job.State == ReplayState.Failed && !mayFail) world.Scheduler.Fail("no replay fails", Job.Error ?? "without a reason");
            await advancer.AdvanceAsync(Id, CancellationToken.None);
        }
        catch (PlatformException)
        {
            // The caller asks again.
        }
    }

    private static bool IsStopped(ReplayJob job) => job.State == ReplayState.Paused || job is { State: ReplayState.Failed, IsFinal: false };

    private ReplayJob? Change(ReplayJob job, DateTimeOffset now) => random.Next(3) switch
    {
        _ when job.IsFinal => null,
        _ when _isUnwanted && random.Chance(0.3) => ReplayControl.Cancel(job, now),
        _ when job.IsFinished => IsStopped(job) ? ReplayControl.Resume(job, now) : null,
        0 => ReplayControl.Pause(job, now),
        1 => ReplayControl.Resume(job, now),
        _ => ReplayControl.ChangePace(job, new() { RecordsPerSecond = random.Logarithmic(5, 500) }, now),
    };
}
