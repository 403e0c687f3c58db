using System.Collections.Concurrent;
using System.Diagnostics;

namespace KinesisPlatform.Messaging.Tests;

/// <summary>Listens to the spans of some sources.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _stopped = new();

    public SpanRecorder(params string[] sources)
    {
        _listener = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Stopped => [.. _stopped];

    public async Task WaitForAsync(string operation, int count)
    {
        var started = Stopwatch.StartNew();
        while (Stopped.Count(s => s.OperationName.Contains(operation, StringComparison.Ordinal)) < count)
        {
            Assert.True(started.Elapsed < Deadline, $"There were not {count} {operation}: {string.Join(", ", Stopped.Select(s => s.OperationName))}");
            await Task.Delay(10);
        }
    }

    public void Dispose() => _listener.Dispose();
}
