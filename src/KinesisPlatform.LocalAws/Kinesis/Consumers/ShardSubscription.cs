using System.Diagnostics.CodeAnalysis;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>A shard being pushed to a consumer.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer the source has nothing to give back, and whoever takes the subscription over may come after its end.")]
internal sealed class ShardSubscription(StreamConsumer consumer, Shard shard, DateTimeOffset startedAt)
{
    private readonly CancellationTokenSource _ended = new();

    public StreamConsumer Consumer => consumer;

    public Shard Shard => shard;

    public DateTimeOffset StartedAt => startedAt;

    public CancellationToken Ended => _ended.Token;

    /// <summary>Why it was ended before its time; null while it was not.</summary>
    public KinesisException? Reason { get; private set; }

    public void End(KinesisException reason)
    {
        Reason ??= reason;
        // Not on this thread: the stream's lock is held here.
        _ = _ended.CancelAsync();
    }
}
