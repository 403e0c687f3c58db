namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Changes a replay as its caller asks, and sees to what comes of it.</summary>
internal sealed class ReplayController(ReplayStore replays, ReplayAdvancer advancer, ReplayReporter reporter, TimeProvider time, ILogger<ReplayController> logger)
{
    public async Task<IResult> ChangeAsync(string id, HttpContext context, Func<ReplayJob, DateTimeOffset, ReplayJob?> change, CancellationToken cancellationToken)
    {
        // An instance of an earlier version takes every failure for the end, and the mark away with it.
        if (await replays.FindVisibleAsync(id, context, cancellationToken) is { State: ReplayState.Failed, IsFinal: false }) await replays.MarkActiveAsync(id, cancellationToken);
        var (job, isOurs) = await replays.UpdateAsync(id, job => change(job, time.GetUtcNow()), cancellationToken) ?? throw RequestAccess.NotFound(id);
        if (isOurs) logger.ReplayChanged(id, job.State);
        await AdvanceAsync(id, cancellationToken);
        return ReplayRequests.Accepted(context, await reporter.DescribeAsync(await replays.FindAsync(id, cancellationToken) ?? job, cancellationToken));
    }

    /// <summary>The change is durable by now: what cannot be done at once is left to the next sweep.</summary>
    private async Task AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await advancer.AdvanceAsync(id, cancellationToken);
        }
        catch (PlatformException e) when (RetryPolicy.IsPassing(e))
        {
            logger.SweepFailed(id, e);
        }
    }
}
