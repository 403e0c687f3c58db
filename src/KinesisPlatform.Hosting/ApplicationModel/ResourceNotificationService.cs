using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The present state of every resource, and its changes. Safe for concurrent use.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly ResourceLogs _logs;

    internal ResourceNotificationService(ResourceLogs logs) => _logs = logs;

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_gate)
        {
            var current = _latest.GetValueOrDefault(resource.Name)?.Snapshot ?? new() { ResourceType = resource.GetType().Name };
            var update = new ResourceEvent(resource, resource.Name, stateFactory(current));
            _latest[resource.Name] = update;
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(update);
        }
        return Task.CompletedTask;
    }

    /// <summary>The present states first, then every change until the caller cancels.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Unbounded by need: a state lost to a full channel would never be waited for again. States are few.
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (var present in _latest.Values) channel.Writer.TryWrite(present);
            _watchers.Add(channel);
        }
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken)) yield return change;
        }
        finally
        {
            lock (_gate) _watchers.Remove(channel);
        }
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change)) return change;
        }
        throw new OperationCanceledException(cancellationToken);
    }

    /// <param name="targetState">Null means <see cref="KnownResourceStates.Running"/>.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.State == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <exception cref="DistributedApplicationException">The resource ended or could not start; the message has its last output.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var settled = await WaitForResourceAsync(resourceName, e => e.Snapshot.IsSettled, cancellationToken);
        if (settled.Snapshot.IsHealthy) return settled;
        throw new DistributedApplicationException(
            $"{resourceName} did not become healthy: {FailureText.Describe(settled.Snapshot)}{_logs.Excerpt(resourceName)}");
    }

    internal CustomResourceSnapshot? Latest(IResource resource)
    {
        lock (_gate) return _latest.GetValueOrDefault(resource.Name)?.Snapshot;
    }
}
