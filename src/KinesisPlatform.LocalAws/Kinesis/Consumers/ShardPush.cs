using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>Sends a shard's records as they come, at the consumer's own rate for the shard; events without records show that the subscription lives.</summary>
/// <param name="next">Number of the first record to send.</param>
internal sealed class ShardPush(ShardSubscription subscription, SubscriptionEvents events, ulong next, LocalAwsOptions options, TimeProvider time)
{
    private const int RecordCountMax = 10_000;
    private const int EventBytesMax = 1 << 20;
    private const int BytesPerSecond = 2 << 20;

    private readonly KinesisStream _stream = subscription.Consumer.Stream;
    private readonly Shard _shard = subscription.Shard;
    private readonly TokenBucket? _bytes = options.EnforceLimits ? new(BytesPerSecond, time) : null;
    private ulong _next = next;

    /// <summary>Returns at the end of a closed shard.</summary>
    /// <exception cref="KinesisException">ResourceNotFoundException: the stream was deleted.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The first event comes at once, records or not: the consumer then knows where it is.
        for (var isDue = true; ; isDue = false)
        {
            var (read, children, change) = Read();
            var isEmpty = read.Slices.Count == 0;
            if (isEmpty && children is null && !isDue && await ChangesInTimeAsync(change, cancellationToken)) continue;
            if (!isEmpty) await KeepRateAsync(read.PayloadBytes, cancellationToken);
            await events.RecordsAsync(_shard, read, children, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
            if (children is not null) return;
            _next = read.NextNumber;
        }
    }

    /// <returns>The children only if the shard has ended and all of it is read now; else what completes when there is more to read.</returns>
    private (ShardRead Read, List<Shard>? Children, Task Change) Read()
    {
        lock (_stream.Gate)
        {
            _stream.ThrowIfDeleted();
            _stream.Trim();
            var read = _shard.Log.Read(_next, RecordCountMax, EventBytesMax);
            var hasEnded = !_shard.IsOpen && read.NextNumber >= _shard.Log.NextNumber;
            return (read, hasEnded ? _stream.ChildrenOf(_shard) : null, _shard.Change);
        }
    }

    private async Task<bool> ChangesInTimeAsync(Task change, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(options.SubscriptionIdleEvent, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task KeepRateAsync(long bytes, CancellationToken cancellationToken)
    {
        if (_bytes is null) return;
        while (_bytes.TimeUntil(1) is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        _bytes.Take(bytes);
    }
}
