using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace KinesisPlatform.Messaging.Tests;

/// <summary>What the consumers of a test saw, with the trace each ran in.</summary>
internal sealed class Recorder
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<(string Consumer, object Message, ActivityTraceId Trace)> _seen = new();
    private readonly Channel<object> _arrivals = Channel.CreateUnbounded<object>();

    /// <summary>What a consumer does with a message; nothing by default.</summary>
    public Func<object, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<(string Consumer, object Message, ActivityTraceId Trace)> Seen => [.. _seen];

    public void Add(string consumer, object message)
    {
        _seen.Enqueue((consumer, message, Activity.Current?.TraceId ?? default));
        _arrivals.Writer.TryWrite(message);
    }

    public async Task WaitForAsync(int count)
    {
        using var expiry = new CancellationTokenSource(Deadline);
        for (var i = 0; i < count; i++) await _arrivals.Reader.ReadAsync(expiry.Token);
    }
}
