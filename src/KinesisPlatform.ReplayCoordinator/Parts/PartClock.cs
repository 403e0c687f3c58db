using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Starts the replay's clock with the first record that is ready, and sets it back when this part cannot keep up with it. Changes are made to the job's document, for all parts.</summary>
internal sealed class PartClock(ReplayStore replays, ReplayPlan plan, PartPace pace, PaceShares shares, ReplayJob job, TimeProvider time)
{
    /// <summary>What is later than this, a crash or a throttled target say, is not made up for.</summary>
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(10);

    private ReplayJob _job = job;

    /// <summary>The job as it was looked at last.</summary>
    public ReplayJob Job
    {
        get => Volatile.Read(ref _job);
        set => Volatile.Write(ref _job, value);
    }

    /// <param name="arrivedAt">Of the record that is to go next.</param>
    public async Task KeepAsync(DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        if (Job is not { Pace.Speed: not null, Spec.DryRun: false }) return;
        if (pace.Late(arrivedAt) is { } late && late <= LateMax) return;
        var update = await replays.UpdateAsync(plan.ReplayId, j => Set(j, arrivedAt), cancellationToken);
        if (update is null) return;
        Job = update.Job;
        await shares.ApplyAsync(update.Job, plan, pace, cancellationToken);
    }

    private ReplayJob? Set(ReplayJob job, DateTimeOffset arrivedAt)
    {
        var now = time.GetUtcNow();
        if (job.State != ReplayState.Running || job.Pace?.Speed is not { } speed) return null;
        return job.Clock is { } clock && now - clock.DueAt(arrivedAt, speed) <= LateMax ? null : job with { Clock = new(now, arrivedAt) };
    }
}
