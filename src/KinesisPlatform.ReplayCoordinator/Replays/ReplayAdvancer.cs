using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>
/// Does whatever a replay needs next, from its documents alone: after an event, a crash or a lost message alike. Idempotent; safe for concurrent callers in
/// any number of processes.
/// </summary>
internal sealed class ReplayAdvancer(
    ReplayStore replays, PlanStore plans, PartStore parts, IArchiveCatalog catalog, IMessageSender messages, IOptions<ReplayOptions> options, TimeProvider time,
    ILogger<ReplayAdvancer> logger)
{
    /// <returns>The job as it was before; null when there is none.</returns>
    public async Task<ReplayJob?> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        var job = await replays.FindAsync(id, cancellationToken);
        using var activity = job is null ? null : Telemetry.Start("replay.advance", id, job.TraceParent);
        switch (job)
        {
            case null:
                await replays.RemoveOrphanAsync(id, cancellationToken);
                break;
            case { State: ReplayState.Planning }:
                await messages.SendAsync(new StartReplay(id), cancellationToken);
                break;
            case { State: ReplayState.Running }:
                await AdvanceRunningAsync(job, cancellationToken);
                break;
            case { State: ReplayState.Paused }:
                // Its parts stop by themselves, and nothing starts.
                break;
            case { State: ReplayState.Cancelling }:
                await AdvanceCancellingAsync(job, cancellationToken);
                break;
            case { State: ReplayState.Failed, ResumableUntil: { } until }:
                if (until <= time.GetUtcNow()) await GiveUpAsync(id, until, cancellationToken);
                break;
            default:
                await CleanUpAsync(job, cancellationToken);
                break;
        }
        return job;
    }

    /// <summary>Ends an attempt that cannot go on, until somebody resumes the replay. Its parts that still run stop at their next look at it.</summary>
    /// <param name="job">As it was when the work began that failed.</param>
    /// <param name="part">Null where planning failed.</param>
    public async Task FailAsync(ReplayJob job, int? part, Exception reason, CancellationToken cancellationToken)
    {
        var message = reason is SnapshotLostException or PlatformException { Kind: not FailureKind.Internal } ? reason.Message
            : $"The replay-coordinator failed in a way it did not expect ({reason.GetType().Name}); its log has the details.";
        logger.ReplayFailed(job.Id, message, reason);
        var (failure, counts) = (new ReplayFailure(job.Attempt, time.GetUtcNow(), part, message), await CountAsync(job.Id, cancellationToken));
        var failed = await replays.UpdateAsync(job.Id, j => ReplayFailing.Fail(j, failure, counts, reason is SnapshotLostException ? null : options.Value.ResumableFor), cancellationToken);
        if (failed is { IsOurs: true }) logger.ReplayFinished(job.Id, ReplayState.Failed, counts.Sent, counts.DeadLettered);
        // It may have been cancelled, or resumed, meanwhile: then the part is wanted again.
        await AdvanceAsync(job.Id, cancellationToken);
    }

    /// <summary>Makes a failure final, and lets go of its snapshot; one that was resumed stays.</summary>
    /// <param name="until">Until when the failure that is meant can be resumed: that of a later attempt is another.</param>
    public async Task GiveUpAsync(string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (await replays.UpdateAsync(id, j => ReplayFailing.GiveUp(j, until), cancellationToken) is not { Job.IsFinal: true } update) return;
        if (update.IsOurs) logger.ReplayGivenUp(id);
        await CleanUpAsync(update.Job, cancellationToken);
    }

    private async Task AdvanceRunningAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var plan = await LoadPlanAsync(job.Id, cancellationToken);
        while (!plan.IsDone(job.PartsDone))
        {
            var runnable = await Task.WhenAll(plan.Runnable(job.PartsDone).Select(p => parts.LoadAsync(job.Id, p.Number, cancellationToken)));
            var done = runnable.Where(p => p.IsDone).Select(p => p.Number).ToList();
            if (done.Count == 0)
            {
                foreach (var part in runnable.Where(p => !p.IsClaimed(time.GetUtcNow()))) await messages.SendAsync(new RunReplayPart(job.Id, part.Number), cancellationToken);
                return;
            }
            var updated = await replays.UpdateAsync(job.Id, j => j.State == ReplayState.Running ? j with { PartsDone = [.. j.PartsDone.Union(done).Order()] } : null, cancellationToken);
            if (updated is not { Job.State: ReplayState.Running }) return;
            job = updated.Job;
        }
        await FinishAsync(job.Id, ReplayState.Done, cancellationToken);
    }

    private async Task AdvanceCancellingAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(job.Id, cancellationToken) is { } plan)
        {
            var documents = await parts.LoadAllAsync(plan, cancellationToken);
            if (documents.Any(p => p.IsClaimed(time.GetUtcNow()))) return;
        }
        await FinishAsync(job.Id, ReplayState.Cancelled, cancellationToken);
    }

    private async Task FinishAsync(string id, ReplayState state, CancellationToken cancellationToken)
    {
        var counts = await CountAsync(id, cancellationToken);
        var finished = await replays.UpdateAsync(id, j => j.IsFinished ? null : (j with { Counts = counts, FinishedAt = time.GetUtcNow() }).To(state, time.GetUtcNow()), cancellationToken);
        if (finished is not { Job.IsFinal: true }) return;
        if (finished.IsOurs) logger.ReplayFinished(id, state, counts.Sent, counts.DeadLettered);
        await CleanUpAsync(finished.Job, cancellationToken);
    }

    private async Task<ReplayCounts> CountAsync(string id, CancellationToken cancellationToken) => await plans.FindAsync(id, cancellationToken) is { } plan
        ? ReplayCounts.Sum((await parts.LoadAllAsync(plan, cancellationToken)).Select(p => p.Counts))
        : ReplayCounts.Zero;

    /// <summary>The mark goes last: until then a sweep comes back to what a crash left.</summary>
    private async Task CleanUpAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        try
        {
            if (await catalog.OpenAsync(new(job.Spec.Source), cancellationToken) is { } table) await table.UnpinAsync(ReplayPlan.TagOf(job.Id), cancellationToken);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.NotFound)
        {
            // The table was deleted, and its pins with it.
        }
        await replays.RemoveActiveAsync(job.Id, cancellationToken);
    }

    private async Task<ReplayPlan> LoadPlanAsync(string id, CancellationToken cancellationToken) => await plans.FindAsync(id, cancellationToken)
        ?? throw new PlatformException(FailureKind.Data, $"The plan of running replay {id} is missing from the bucket: cancel the replay and request it again.");
}
