using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>One watch per replay that somebody watches here, whichever instances run its parts. Safe for concurrent callers.</summary>
internal sealed class ReplayWatches(ReplayStore replays, PlanStore plans, PartStore parts, ReplayReporter reporter, IOptions<ReplayOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplayWatch> _watches = [];
    private int _subscriberCount;

    /// <exception cref="PlatformException">Unavailable: too many watch already.</exception>
    public ReplayWatch Enter(string id)
    {
        lock (_gate)
        {
            if (_subscriberCount >= options.Value.EventSubscribersMax)
                throw new PlatformException(FailureKind.Unavailable, $"{_subscriberCount} callers watch replays on this instance, which is all it takes. Try again later, or ask GET /replays/{id} now and then.");
            _subscriberCount++;
            if (!_watches.TryGetValue(id, out var watch) || watch.IsOver)
            {
                _watches[id] = watch = new(id, replays, plans, parts, reporter, options.Value.EventInterval, time);
                watch.Start();
            }
            watch.HolderCount++;
            return watch;
        }
    }

    public async ValueTask LeaveAsync(string id, ReplayWatch watch)
    {
        lock (_gate)
        {
            _subscriberCount--;
            if (--watch.HolderCount > 0) return;
            // Another one may be in its place.
            if (_watches.GetValueOrDefault(id) == watch) _watches.Remove(id);
        }
        await watch.DisposeAsync();
    }
}
