using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Comes back to every unfinished replay, at start and then at intervals: what a crash, a lost message or a full instance left undone goes on here. Failed
/// replays that can be resumed are looked at now and then only, and there are so many of them at most.</summary>
internal sealed class ReplaySweeper(ReplayStore replays, ReplayAdvancer advancer, ReplayWork work, IOptions<ReplayOptions> options, TimeProvider time, ILogger<ReplaySweeper> logger)
    : BackgroundService
{
    /// <summary>Whoever resumes a failed replay sees to it; only where that instance ends at once it is taken up here, and then its parts' leases keep others off for about as long.</summary>
    private static readonly TimeSpan FailedLookInterval = TimeSpan.FromMinutes(1);

    /// <summary>Replays that had failed at the last look; none that is not listed as active.</summary>
    private readonly Dictionary<string, FailedReplay> _failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var freed = work.Freed;
            await SweepAsync(stoppingToken);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(freed, Task.Delay(options.Value.SweepInterval, time, wait.Token));
            await wait.CancelAsync();
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var active = await replays.ListActiveAsync(cancellationToken);
            foreach (var id in _failed.Keys.Except(active).ToList()) _failed.Remove(id);
            foreach (var id in active.Where(id => !_failed.TryGetValue(id, out var failed) || failed.NextLook <= time.GetUtcNow())) await TryAsync(id, () => AdvanceAsync(id, cancellationToken), cancellationToken);
            var tooMany = _failed.GroupBy(failed => failed.Value.Source).SelectMany(source => source.OrderByDescending(failed => failed.Value.Until).Skip(options.Value.ResumableMax)).ToList();
            foreach (var (id, failed) in tooMany) await TryAsync(id, () => GiveUpAsync(id, failed.Until, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.ListFailed(e);
        }
    }

    private async Task AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        _failed.Remove(id);
        var now = time.GetUtcNow();
        if (await advancer.AdvanceAsync(id, cancellationToken) is not { State: ReplayState.Failed, ResumableUntil: { } until } job || until <= now) return;
        _failed.Add(id, new(job.Spec.Source, until, NextLook: until < now + FailedLookInterval ? until : now + FailedLookInterval));
    }

    private async Task GiveUpAsync(string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await advancer.GiveUpAsync(id, until, cancellationToken);
        // It may have been resumed: the next sweep sees.
        _failed.Remove(id);
    }

    private async Task TryAsync(string id, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One replay's trouble is not the others'.
            logger.SweepFailed(id, e);
        }
    }

    /// <param name="Until">When it is given up.</param>
    private sealed record FailedReplay(string Source, DateTimeOffset Until, DateTimeOffset NextLook);
}
