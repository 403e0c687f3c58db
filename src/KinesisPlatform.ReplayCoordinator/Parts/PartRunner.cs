using System.Diagnostics;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Runs parts under a claim, checkpoints them as they go and stops them when their replay is paused or cancelled or their claim is lost.</summary>
internal sealed class PartRunner(
    ReplayStore replays, PlanStore plans, PartStore parts, DeadLetterStore letters, ReplayAdvancer advancer, IArchiveCatalog catalog, IArchiveScanner scanner,
    IReplayProducers producers, PaceShares shares, AccessKeys keys, IMessageSender messages, ReplayWork work, RetryPolicy retries, IOptions<ReplayOptions> options, TimeProvider time, ILogger<PartRunner> logger)
{
    /// <summary>Handles <see cref="Contracts.RunReplayPart"/>. Returns at once; a part that finds no slot is left to the next sweep.</summary>
    public void Start(string id, int part)
    {
        var caller = Activity.Current?.Context ?? default;
        if (!work.Parts.TryStart($"{id}/{part}", stop => RunAsync(id, part, caller, stop))) logger.PartWaits(id, part);
    }

    private async Task RunAsync(string id, int part, ActivityContext caller, CancellationToken cancellationToken)
    {
        try
        {
            if (await replays.FindAsync(id, cancellationToken) is not { State: ReplayState.Running } job) return;
            if (await plans.FindAsync(id, cancellationToken) is not { } plan || plan.Runnable(job.PartsDone).FirstOrDefault(p => p.Number == part) is not { } planned) return;
            using var claim = await parts.ClaimAsync(id, part, options.Value.LeaseDuration, cancellationToken);
            if (claim is null) return;
            using var activity = Telemetry.Start("replay.part", id, job.TraceParent, caller)?.SetTag("replay.part", part);
            await RunAsync(job, plan, planned, claim, activity, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.WorkFailed(id, e);
        }
    }

    private async Task RunAsync(ReplayJob job, ReplayPlan plan, PlannedPart part, PartClaim claim, Activity? activity, CancellationToken cancellationToken)
    {
        var progress = new PartProgress(claim.Part);
        using var checkpointer = new PartCheckpointer(job.Id, claim, progress, letters, time);
        logger.PartStarted(job.Id, part.Number, claim.Part.Counts.Scanned);
        bool isDone;
        try
        {
            isDone = await SendAsync(job, plan, part, claim, progress, checkpointer, cancellationToken);
            activity?.SetTag("replay.records.sent", progress.Read().Counts.Sent - claim.Part.Counts.Sent);
            if (isDone)
            {
                await retries.RunAsync(async () => { await checkpointer.CompleteAsync(cancellationToken); return true; }, cancellationToken);
                logger.PartDone(job.Id, part.Number, progress.Read().Counts.Sent);
            }
            else
            {
                await ReleaseAsync(job.Id, checkpointer, claim, progress);
            }
        }
        catch (PlatformException e) when (e.Kind == FailureKind.Fenced)
        {
            logger.PartLost(job.Id, part.Number);
            return;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync(job.Id, checkpointer, claim, progress);
            throw;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            // Whoever has the part now may find nothing wrong; a replay that it has ended meanwhile is not even pinned any more.
            if (await ReleaseAsync(job.Id, checkpointer, claim, progress)) await advancer.FailAsync(job, part.Number, e, cancellationToken);
            return;
        }
        // The part's document says all: a failure from here on is none of the replay's, and the next sweep does what is left.
        if (isDone) await messages.PublishAsync(new ReplayPartCompleted(job.Id, part.Number), cancellationToken);
        else await advancer.AdvanceAsync(job.Id, cancellationToken);
    }

    /// <returns>False when the replay does not run any more.</returns>
    private async Task<bool> SendAsync(
        ReplayJob job, ReplayPlan plan, PlannedPart part, PartClaim claim, PartProgress progress, PartCheckpointer checkpointer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, claim.Lost);
        var pace = new PartPace(time);
        var clock = new PartClock(replays, plan, pace, shares, job, time);
        var watch = Task.CompletedTask;
        try
        {
            await shares.ApplyAsync(job, plan, pace, stop.Token);
            watch = WatchAsync(plan, part.Number, checkpointer, clock, pace, stop);
            await using var lease = producers.Rent(job.Id);
            IStreamProducer Producer() => lease.Get(shares.Aggregates(job.Spec), PaceShares.ShareOf(clock.Job.Pace));
            var version = await retries.RunAsync(() => LoadPinnedAsync(job, stop.Token), stop.Token);
            var scan = part.ToScan(job.Spec, version, AccessOf(job));
            // The annotator, which reads each payload anyway, leaves them out as well: only where they would be a key's last the query must know.
            scan = scan with { ExcludeReplayed = scan is { ExcludeReplayed: true, LastPerKey: true } };
            var source = new PartSource(scanner, letters, scan, part.LettersOfPart is { } of ? (job.Spec.DeadLettersOf!, of) : null);
            var payloads = new PayloadBlocks();
            var annotator = RecordAnnotator.Of(job.Id, job.Spec, new FenceMap(plan.Shards), options.Value.RecordBytesMax, payloads);
            var run = new PartRun(job.Spec, source, progress, checkpointer, annotator, payloads, pace, clock, job.Spec.DryRun ? null : Producer, options.Value);
            await SendAsync(run, job.Id, part.Number, progress, stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            claim.ThrowIfLost();
            return false;
        }
        finally
        {
            await stop.CancelAsync();
            await watch;
        }
    }

    /// <summary>What the job's owner may read now: a key that was taken back reads nothing any more.</summary>
    private StreamAccess AccessOf(ReplayJob job) => keys.Find(job.Spec.Owner) is { } access && access.MayRead(new(job.Spec.Source)) && access.MayReplayTo(new(job.Spec.Target))
        ? access
        : throw new PlatformException(FailureKind.Invalid, $"The key that asked for replay {job.Id} may not read '{job.Spec.Source}' or replay to '{job.Spec.Target}' any more.");

    private async Task SendAsync(PartRun run, string id, int part, PartProgress progress, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var scanned = progress.Read().Counts.Scanned;
            try
            {
                await run.SendAsync(cancellationToken);
                return;
            }
            catch (PlatformException e) when (RetryPolicy.IsPassing(e))
            {
                failures = progress.Read().Counts.Scanned > scanned ? 1 : failures + 1;
                if (retries.IsUsedUp(failures)) throw;
                logger.PartFailedInPassing(id, part, failures, e.Message);
                await retries.DelayAsync(failures, cancellationToken);
            }
        }
    }

    /// <summary>Checkpoints at a bounded rate, hands on what was changed, and cancels <paramref name="stop"/> when the replay does not run any more.</summary>
    private async Task WatchAsync(ReplayPlan plan, int part, PartCheckpointer checkpointer, PartClock clock, PartPace pace, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.CheckpointInterval, time, stop.Token);
                try
                {
                    var job = await replays.FindAsync(plan.ReplayId, stop.Token);
                    if (job is not { State: ReplayState.Running })
                    {
                        await stop.CancelAsync();
                        return;
                    }
                    clock.Job = job;
                    await shares.ApplyAsync(job, plan, pace, stop.Token);
                    await checkpointer.CheckpointAsync(stop.Token);
                }
                catch (PlatformException e) when (e.Kind != FailureKind.Fenced)
                {
                    // If this lasts the claim ends by itself.
                    logger.CheckpointNotWritten(plan.ReplayId, part, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (PlatformException)
        {
            // Fenced: the claim's own token stops the sending.
        }
    }

    private async Task<TableVersion> LoadPinnedAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var table = await catalog.OpenAsync(new(job.Spec.Source), cancellationToken);
        var version = table is null ? null : await table.LoadPinnedAsync(ReplayPlan.TagOf(job.Id), cancellationToken);
        return version ?? throw new SnapshotLostException(
            $"The snapshot of stream '{job.Spec.Source}' that replay {job.Id} reads is not pinned any more: somebody removed the tag or the table. Request the replay again.");
    }

    /// <returns>False when the part is another worker's.</returns>
    private async Task<bool> ReleaseAsync(string id, PartCheckpointer checkpointer, PartClaim claim, PartProgress progress)
    {
        // The service may be stopping: what was sent is worth recording even then, for a moment.
        using var patience = new CancellationTokenSource(options.Value.CheckpointInterval, time);
        try
        {
            await checkpointer.ReleaseAsync(patience.Token);
            logger.PartStopped(id, claim.Part.Number, progress.Read().Counts.Scanned);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.Fenced)
        {
            logger.PartLost(id, claim.Part.Number);
            return false;
        }
        catch (Exception e) when (e is PlatformException or OperationCanceledException)
        {
            logger.PartNotReleased(id, claim.Part.Number, e.Message);
        }
        return true;
    }
}
