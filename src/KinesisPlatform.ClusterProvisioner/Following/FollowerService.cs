using System.Collections.Concurrent;
using KinesisPlatform.ClusterProvisioner.Clusters;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Following;

/// <summary>Comes back to every cluster that has not ended, more often while it changes; and at once to those somebody wakes it for.</summary>
internal sealed class FollowerService(ClusterStore clusters, ClusterFollower follower, PollDelays delays, IOptions<ProvisionerOptions> options, TimeProvider time, ILogger<FollowerService> logger) : BackgroundService
{
    private sealed record Schedule(DateTimeOffset DueAt, int Quiet, ClusterPhase? Phase);

    // As many as there are clusters that have not ended.
    private readonly ConcurrentDictionary<string, Schedule> _schedules = new(StringComparer.Ordinal);
    private TaskCompletionSource _woken = NewSignal();

    /// <summary>Has a cluster looked at now.</summary>
    public void Wake(string id)
    {
        _schedules[id] = new(DateTimeOffset.MinValue, 0, null);
        Interlocked.Exchange(ref _woken, NewSignal()).TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listAt = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = Volatile.Read(ref _woken).Task;
            if (time.GetUtcNow() >= listAt)
            {
                await ListAsync(stoppingToken);
                listAt = time.GetUtcNow() + options.Value.SweepInterval;
            }
            await AdvanceDueAsync(stoppingToken);
            await WaitAsync(woken, listAt, stoppingToken);
        }
    }

    /// <summary>One look at everything that is due.</summary>
    internal Task AdvanceDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = _schedules.Where(schedule => schedule.Value.DueAt <= now).Select(schedule => schedule.Key).ToList();
        return Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = options.Value.PollsConcurrentMax, CancellationToken = cancellationToken }, async (id, token) => await AdvanceAsync(id, token));
    }

    private async Task AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        var schedule = _schedules.GetValueOrDefault(id);
        try
        {
            var document = await follower.AdvanceAsync(id, cancellationToken);
            if (document is null || (document.HasEnded && document.Announced == document.Phase)) _schedules.TryRemove(id, out _);
            else Reschedule(id, schedule, document.Phase);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One cluster's trouble is not the others'.
            logger.FollowFailed(id, e);
            Reschedule(id, schedule, schedule?.Phase);
        }
    }

    private void Reschedule(string id, Schedule? before, ClusterPhase? phase)
    {
        var quiet = before is not null && before.Phase == phase ? before.Quiet + 1 : 0;
        var next = new Schedule(time.GetUtcNow() + delays.After(quiet), quiet, phase);
        // Somebody who woke it meanwhile goes first.
        if (before is null) _schedules.TryAdd(id, next);
        else _schedules.TryUpdate(id, next, before);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var id in await clusters.ListActiveAsync(cancellationToken)) _schedules.TryAdd(id, new(DateTimeOffset.MinValue, 0, null));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.ListFailed(e);
        }
    }

    private async Task WaitAsync(Task woken, DateTimeOffset listAt, CancellationToken cancellationToken)
    {
        var next = _schedules.Values.Select(schedule => schedule.DueAt).Append(listAt).Min();
        var delay = next - time.GetUtcNow();
        if (delay <= TimeSpan.Zero) return;
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(woken, Task.Delay(delay, time, wait.Token));
        await wait.CancelAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
