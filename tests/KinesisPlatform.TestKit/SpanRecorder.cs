using System.Collections.Concurrent;
using System.Diagnostics;

namespace KinesisPlatform.TestKit;

/// <summary>Keeps the spans of some of this process' sources as they end.</summary>
public sealed class SpanRecorder : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _stopped = new();

    /// <param name="sources">Their names; one that ends with <c>*</c> stands for all that begin so.</param>
    public SpanRecorder(params string[] sources)
    {
        _listener = new()
        {
            ShouldListenTo = source => sources.Any(name => name.EndsWith('*') ? source.Name.StartsWith(name[..^1], StringComparison.Ordinal) : source.Name == name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Stopped => [.. _stopped];

    /// <summary>Waits in real time until as many spans of an operation have ended.</summary>
    /// <exception cref="TimeoutException">They have not within two minutes; the message names those that have.</exception>
    public Task WaitForAsync(string operation, int count) => WaitForAsync(s => s.OperationName.Contains(operation, StringComparison.Ordinal), count, operation);

    /// <summary>The first span that is wanted, as soon as it has ended. Other tests' spans are recorded too: tell them apart by their tags.</summary>
    /// <exception cref="TimeoutException">None has within two minutes; the message names those that have.</exception>
    public async Task<Activity> FindAsync(string operation, string tag, string value)
    {
        bool IsWanted(Activity span) => span.OperationName == operation && span.GetTagItem(tag) as string == value;
        await WaitForAsync(IsWanted, 1, $"{operation} with {tag} {value}");
        return Stopped.First(IsWanted);
    }

    public void Dispose() => _listener.Dispose();

    private async Task WaitForAsync(Func<Activity, bool> isWanted, int count, string what)
    {
        var started = Stopwatch.StartNew();
        while (Stopped.Count(isWanted) < count)
        {
            if (started.Elapsed > Deadline) throw new TimeoutException($"There were not {count} {what}: {string.Join(", ", Stopped.Select(s => s.OperationName))}");
            await Task.Delay(10);
        }
    }
}
