using System.Diagnostics;
using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Plans a replay: waits for the archive, pins it, splits it into parts, starts it. Reads metadata only, however much the archive holds.</summary>
internal sealed class ReplayPlanner(
    ReplayStore replays, PlanStore plans, PartStore parts, ReplayAdvancer advancer, CompleteArchive archive, IArchiveCatalog catalog, IStreamDirectory streams,
    ReplayWork work, RetryPolicy retries, TimeProvider time, ILogger<ReplayPlanner> logger)
{
    /// <summary>Handles <see cref="Contracts.StartReplay"/>. Returns at once; whoever has no slot free leaves the replay to the next sweep.</summary>
    public void Start(string id)
    {
        var caller = Activity.Current?.Context ?? default;
        work.Plans.TryStart(id, stop => RunAsync(id, caller, stop));
    }

    private async Task RunAsync(string id, ActivityContext caller, CancellationToken cancellationToken)
    {
        try
        {
            if (await replays.FindAsync(id, cancellationToken) is { State: ReplayState.Planning } job) await PlanAsync(job, caller, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.WorkFailed(id, e);
        }
    }

    private async Task PlanAsync(ReplayJob job, ActivityContext caller, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Start("replay.plan", job.Id, job.TraceParent, caller);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = StopWhenCancelledAsync(job.Id, stop);
        try
        {
            var plan = await retries.RunAsync(() => plans.FindAsync(job.Id, stop.Token), stop.Token) ?? await CreateAsync(job, stop.Token);
            var started = await retries.RunAsync(() => StartAsync(job.Id, plan.RecordCount, stop.Token), stop.Token);
            if (started is { IsOurs: true }) logger.ReplayPlanned(job.Id, plan.Parts.Count, plan.RecordCount, plan.Version);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The replay was cancelled, which advancing it below ends, or paused, and is planned anew when it is resumed.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            activity.Fail(e);
            await advancer.FailAsync(job, part: null, e, cancellationToken);
            return;
        }
        finally
        {
            await stop.CancelAsync();
            await watch;
        }
        await advancer.AdvanceAsync(job.Id, cancellationToken);
    }

    private async Task<ReplayPlan> CreateAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var plan = await MakeAsync(job, cancellationToken);
        return await retries.RunAsync(() => plans.CreateAsync(plan, cancellationToken), cancellationToken);
    }

    private Task<ReplayUpdate?> StartAsync(string id, long planned, CancellationToken cancellationToken) => replays.UpdateAsync(
        id, j => j.State == ReplayState.Planning ? (j with { StartedAt = time.GetUtcNow(), Planned = planned }).To(ReplayState.Running, time.GetUtcNow()) : null, cancellationToken);

    private async Task<ReplayPlan> MakeAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var source = new StreamName(job.Spec.Source);
        var table = await retries.RunAsync(() => catalog.OpenAsync(source, cancellationToken), cancellationToken)
            ?? throw new PlatformException(FailureKind.NotFound, $"Stream '{source}' has no archive any more: look whether its table was deleted from the bucket.");
        var version = await PinAsync(table, job, cancellationToken);
        if (job.Spec.DeadLettersOf is { } earlier) return await MakeOfLettersAsync(job, version, earlier, cancellationToken);
        return await MakeAsync(job.Id, job.Spec, table, version, cancellationToken);
    }

    /// <summary>What a replay of this version would be.</summary>
    public async Task<ReplayPlan> MakeAsync(string id, ReplaySpec spec, IArchiveTable table, TableVersion version, CancellationToken cancellationToken)
    {
        if (version.Checkpoints is not { } checkpoints || version.SnapshotId is null) return new(id, version.Version, time.GetUtcNow(), [], []);
        var shards = await ShardsAsync(table.Stream, checkpoints, cancellationToken);
        var files = await retries.RunAsync(() => table.PlanAsync(version, new ScanBounds(spec.From, spec.To), cancellationToken), cancellationToken);
        var planned = PartPlanner.Plan(spec, checkpoints, shards, files);
        return new(id, version.Version, time.GetUtcNow(), shards, PartPlanner.WithCounts(planned, PartEstimates.Of(planned, files, shards))) { Timeline = PartEstimates.Timeline(files, spec.From, spec.To) };
    }

    /// <summary>The parts of the earlier replay that have dead letters, in the same order: a key's records keep theirs.</summary>
    private async Task<ReplayPlan> MakeOfLettersAsync(ReplayJob job, TableVersion version, string earlier, CancellationToken cancellationToken)
    {
        var shards = version.Checkpoints is { } checkpoints ? await ShardsAsync(new(job.Spec.Source), checkpoints, cancellationToken) : [];
        if (await retries.RunAsync(() => plans.FindAsync(earlier, cancellationToken), cancellationToken) is not { } plan) return new(job.Id, version.Version, time.GetUtcNow(), shards, []);
        var documents = await retries.RunAsync(() => parts.LoadAllAsync(plan, cancellationToken), cancellationToken);
        var counts = documents.Select(p => p.Counts.DeadLettered > 0 ? p.Counts.DeadLettered : (long?)null).ToList();
        // Also of an earlier replay that was one of dead letters itself: its own letters are meant.
        var ofLetters = plan.Parts.Select(p => p with { LettersOfPart = p.Number, After = job.Spec.Order == ReplayOrder.None ? [] : p.After }).ToList();
        return new(job.Id, version.Version, time.GetUtcNow(), shards, PartPlanner.WithCounts(ofLetters, counts));
    }

    private async Task<IReadOnlyList<PlannedShard>> ShardsAsync(StreamName source, CheckpointMap checkpoints, CancellationToken cancellationToken) =>
        PartPlanner.Shards(checkpoints, await retries.RunAsync(() => streams.DescribeAsync(source, cancellationToken), cancellationToken));

    private async Task<TableVersion> PinAsync(IArchiveTable table, ReplayJob job, CancellationToken cancellationToken)
    {
        var tag = ReplayPlan.TagOf(job.Id);
        if (await retries.RunAsync(() => table.LoadPinnedAsync(tag, cancellationToken), cancellationToken) is { } pinned) return pinned;
        var until = job.Spec.To is { } to && to < job.RequestedAt ? to : job.RequestedAt;
        return await retries.RunAsync(async () =>
        {
            // Dead letters are of records that were archived long ago.
            var version = job.Spec.DeadLettersOf is null ? await archive.WaitAsync(table.Stream, until, cancellationToken) : await table.LoadAsync(cancellationToken);
            return version.SnapshotId is null ? version : await table.PinAsync(tag, version, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Planning may wait for minutes: a cancelled or paused replay must not.</summary>
    private async Task StopWhenCancelledAsync(string id, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, stop.Token);
                if (await replays.FindAsync(id, stop.Token) is not { State: ReplayState.Planning }) await stop.CancelAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PlatformException)
        {
            // Stopped; or the store does not answer, which the planning itself will see.
        }
    }
}
