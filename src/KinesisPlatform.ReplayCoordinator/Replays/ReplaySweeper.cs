using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Comes back to every unfinished replay, at start and then at intervals: what a crash, a lost message or a full instance left undone goes on here.</summary>
internal sealed class ReplaySweeper(ReplayStore replays, ReplayAdvancer advancer, ReplayWork work, IOptions<ReplayOptions> options, TimeProvider time, ILogger<ReplaySweeper> logger)
    : BackgroundService
{
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
            foreach (var id in await replays.ListActiveAsync(cancellationToken)) await AdvanceAsync(id, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.ListFailed(e);
        }
    }

    private async Task AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await advancer.AdvanceAsync(id, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One replay's trouble is not the others'.
            logger.SweepFailed(id, e);
        }
    }
}
