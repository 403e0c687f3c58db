using System.Diagnostics;
using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Plans a replay: waits for the archive, pins it, splits it into parts, counts their records, starts it.</summary>
internal sealed class ReplayPlanner(
    ReplayStore replays, PlanStore plans, ReplayAdvancer advancer, ArchiveCatchUp catchUp, IArchiveCatalog catalog, IStreamDirectory streams, IArchiveScanner scanner,
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
            var planned = plan.Parts.Sum(p => p.RecordCount);
            var started = await retries.RunAsync(() => StartAsync(job.Id, planned, stop.Token), stop.Token);
            if (started is { IsOurs: true }) logger.ReplayPlanned(job.Id, plan.Parts.Count, planned, plan.Version);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The replay was cancelled: advancing it below ends it.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            activity.Fail(e);
            await advancer.FailAsync(job.Id, e, cancellationToken);
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
        id, j => j.State == ReplayState.Planning ? j with { State = ReplayState.Running, StartedAt = time.GetUtcNow(), Planned = planned } : null, cancellationToken);

    private async Task<ReplayPlan> MakeAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var source = new StreamName(job.Spec.Source);
        var table = await retries.RunAsync(() => catalog.OpenAsync(source, cancellationToken), cancellationToken)
            ?? throw new PlatformException(FailureKind.NotFound, $"Stream '{source}' has no archive any more: look whether its table was deleted from the bucket.");
        var version = await PinAsync(table, job, cancellationToken);
        if (version.Checkpoints is not { } checkpoints || version.SnapshotId is null) return new(job.Id, version.Version, time.GetUtcNow(), [], []);
        var shards = PartPlanner.Shards(checkpoints, await retries.RunAsync(() => streams.DescribeAsync(source, cancellationToken), cancellationToken));
        var files = await retries.RunAsync(() => table.PlanAsync(version, new ScanBounds(job.Spec.From, job.Spec.To), cancellationToken), cancellationToken);
        var parts = PartPlanner.Plan(job.Spec, checkpoints, shards, files);
        var counts = new List<long>(parts.Count);
        // Counting first gives progress its whole, and a condition that fails on the data fails before anything is sent.
        foreach (var part in parts)
            counts.Add(await retries.RunAsync(() => scanner.CountAsync(part.ToScan(job.Spec, version), cancellationToken), cancellationToken));
        return new(job.Id, version.Version, time.GetUtcNow(), shards, PartPlanner.WithCounts(parts, counts));
    }

    private async Task<TableVersion> PinAsync(IArchiveTable table, ReplayJob job, CancellationToken cancellationToken)
    {
        var tag = ReplayPlan.TagOf(job.Id);
        if (await retries.RunAsync(() => table.LoadPinnedAsync(tag, cancellationToken), cancellationToken) is { } pinned) return pinned;
        var until = job.Spec.To is { } to && to < job.RequestedAt ? to : job.RequestedAt;
        return await retries.RunAsync(async () =>
        {
            var version = await catchUp.WaitAsync(table, until, cancellationToken);
            return version.SnapshotId is null ? version : await table.PinAsync(tag, version, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Planning may wait for minutes: a cancelled replay must not.</summary>
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
