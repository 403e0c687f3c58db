using System.Collections.Concurrent;
using System.Diagnostics;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>Keeps every span of this process' sources that ends.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public SpanRecorder()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "MassTransit" || source.Name.StartsWith("KinesisPlatform.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Stopped => [.. _stopped];

    public void Dispose() => _listener.Dispose();
}
