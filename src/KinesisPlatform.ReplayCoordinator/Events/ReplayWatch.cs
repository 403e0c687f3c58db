using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>Looks at one replay's documents again and again, for all who watch it here. Ends with the replay, or when it is disposed.</summary>
internal sealed class ReplayWatch(string id, ReplayStore replays, PlanStore plans, PartStore parts, ReplayReporter reporter, TimeSpan interval, TimeProvider time) : IAsyncDisposable
{
    private readonly Signal _looked = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile ReplaySnapshot? _latest;
    private Task _looking = Task.CompletedTask;
    private ReplayPlan? _plan;

    public int HolderCount { get; set; }

    /// <summary>Null before the first look.</summary>
    public ReplaySnapshot? Latest => _latest;

    /// <summary>Looks no more: the replay has ended. Where it failed, it may have been resumed since.</summary>
    public bool IsOver => _latest is { Job.IsFinished: true };

    /// <summary>Completes at the next look: take it before reading <see cref="Latest"/>.</summary>
    public Task Next => _looked.Next;

    public void Start() => _looking = Task.Run(() => LookAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!IsOver)
            {
                if (await TryLookAsync(cancellationToken) is { } snapshot)
                {
                    _latest = snapshot;
                    _looked.Notify();
                    if (IsOver) return;
                }
                await Task.Delay(interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any more.
        }
    }

    private async Task<ReplaySnapshot?> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await replays.FindAsync(id, cancellationToken) is not { } job) return null;
            _plan ??= await plans.FindAsync(id, cancellationToken);
            return new(job, _plan is null ? ReplayReporter.Summarize(job) : reporter.Describe(job, _plan, await parts.LoadAllAsync(_plan, cancellationToken)));
        }
        catch (PlatformException)
        {
            // The store does not answer: the next look tells what was missed.
            return null;
        }
    }
}
