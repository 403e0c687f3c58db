using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Streams.Reading;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.FanOut;

/// <summary>Reads a shard by subscriptions, one after the other, each beginning where the events of the one before it ended.</summary>
internal sealed class SubscriptionCursor(
    IAmazonKinesis kinesis,
    IKinesisRecordClient records,
    IShardSubscriptionClient subscriptions,
    StreamConsumers consumers,
    KinesisCalls calls,
    ReadProgress progress,
    StreamName stream,
    ShardId shard,
    StreamsOptions options,
    ILogger logger) : IAsyncDisposable
{
    // A younger subscription cannot be taken over (Kinesis API reference, SubscribeToShard).
    private static readonly TimeSpan TakeoverAfter = TimeSpan.FromSeconds(5);

    private readonly string _subject = $"shard {shard} of stream {stream}";
    private IAsyncEnumerator<ShardEvent>? _events;
    private string? _consumerArn;
    private string? _continuation;
    private bool _isAsked;
    private bool _startsAtHorizon;
    private bool _hasEvent;
    private bool _hasForgotten;

    /// <returns>The next batch, for the caller to dispose.</returns>
    public async Task<ShardBatch> ReadAsync(CancellationToken cancellationToken)
    {
        await progress.JudgeAsync(cancellationToken);
        var pushed = await NextAsync(cancellationToken);
        // Subscribing may have taken long, and the process may have stood still.
        await progress.JudgeAsync(cancellationToken);
        _continuation = pushed.ContinuationSequenceNumber;
        _startsAtHorizon = false;
        var batch = pushed.Batch;
        // Unlike an answer to a call, an event may have lain waiting; but what it brings had arrived when it was sent.
        var sentAt = batch.Records is [.., var last] && last.ArrivedAt > pushed.SentAfter ? last.ArrivedAt : pushed.SentAfter;
        var isLastKept = progress.Decides(batch) && await calls.RunAsync(_subject, IsLastKeptAsync, cancellationToken);
        return await progress.ToBatchAsync(batch, sentAt, isLastKept, openedTimestamp: 0, cancellationToken);
    }

    public ValueTask DisposeAsync() => EndAsync();

    private async Task<ShardEvent> NextAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                _events ??= await SubscribeAsync(cancellationToken);
                if (await _events.MoveNextAsync())
                {
                    (_hasEvent, _hasForgotten) = (true, false);
                    return _events.Current;
                }
                if (!_hasEvent) throw new IOException("The subscription ended before its first event.");
                // After five minutes each subscription ends; no harm is done by beginning the next at once.
                Log.SubscriptionEnded(logger, stream, shard);
                await EndAsync();
            }
            catch (Exception e) when (IsOfKinesis(e, cancellationToken))
            {
                await EndAsync();
                if (await CorrectsAsync(e, cancellationToken)) continue;
                if (!IsPassing(e, cancellationToken) || ++failures >= options.AttemptsMax)
                {
                    if (e is PlatformException) throw;
                    throw KinesisCalls.Translate(_subject, e, failures);
                }
                Log.SubscriptionFailed(logger, stream, shard, failures, KinesisCalls.CodeOf(e));
                await WaitAsync(e, failures, cancellationToken);
            }
        }
    }

    private async Task<IAsyncEnumerator<ShardEvent>> SubscribeAsync(CancellationToken cancellationToken)
    {
        _consumerArn = await consumers.GetAsync(stream, cancellationToken);
        var request = new SubscribeToShardRequest { ConsumerARN = _consumerArn, ShardId = shard.Value, StartingPosition = Position() };
        (_isAsked, _hasEvent) = (true, false);
        StreamsMetrics.Subscriptions.Add(1);
        return subscriptions.SubscribeToShardAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private StartingPosition Position()
    {
        if (_startsAtHorizon) return new() { Type = ShardIteratorType.TRIM_HORIZON };
        if (_continuation is { } continuation) return new() { Type = ShardIteratorType.AFTER_SEQUENCE_NUMBER, SequenceNumber = continuation };
        var (type, sequence, timestamp) = progress.Start(isFirst: !_isAsked);
        return new() { Type = type, SequenceNumber = sequence, Timestamp = timestamp };
    }

    private async ValueTask<bool> CorrectsAsync(Exception exception, CancellationToken cancellationToken)
    {
        // Some refuse a sequence number that is trimmed already, instead of starting at the horizon.
        var isRefusal = exception is InvalidArgumentException && !_startsAtHorizon && (_continuation is not null || progress.Last is not null);
        if (!isRefusal) return false;
        await progress.JudgeRefusalAsync(cancellationToken);
        return _startsAtHorizon = true;
    }

    // Other errors of this platform are final, and already say what they have to; an event that was damaged on its way is there again in the next subscription.
    private static bool IsOfKinesis(Exception exception, CancellationToken cancellationToken) => exception
        is AmazonServiceException or AmazonClientException or PlatformException { Kind: FailureKind.Data } || KinesisCalls.IsPassing(exception, cancellationToken);

    private bool IsPassing(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is PlatformException or ResourceInUseException) return true;
        if (exception is not ResourceNotFoundException || _hasForgotten) return KinesisCalls.IsPassing(exception, cancellationToken);
        // It does not say which of consumer, shard and stream is gone: the consumer can be had again.
        consumers.Forget(stream, _consumerArn!);
        return _hasForgotten = true;
    }

    private Task WaitAsync(Exception exception, int failures, CancellationToken cancellationToken) => exception is ResourceInUseException
        ? calls.DelayAsync(TakeoverAfter, cancellationToken)
        : calls.BackOffAsync(failures, cancellationToken);

    /// <summary>Whether the stream still holds the last record that was read: then it held all after it when the event at hand was sent, which was before.</summary>
    private async Task<bool> IsLastKeptAsync(CancellationToken cancellationToken)
    {
        if (progress.Last is not { } last) return false;
        string? iterator;
        try
        {
            var request = new GetShardIteratorRequest { StreamName = stream.Value, ShardId = shard.Value, ShardIteratorType = ShardIteratorType.AT_SEQUENCE_NUMBER, StartingSequenceNumber = last.ToString() };
            iterator = (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator;
        }
        catch (InvalidArgumentException)
        {
            return false;
        }
        // An answer may be empty although there is more to come.
        for (var i = 0; i < options.AttemptsMax && iterator is not null; i++)
        {
            using var answer = await records.GetRecordsAsync(iterator, 1, cancellationToken);
            if (answer.Records.Count > 0) return answer.Records[0].SequenceNumber == last;
            iterator = answer.NextShardIterator;
        }
        return false;
    }

    private async ValueTask EndAsync()
    {
        var events = _events;
        _events = null;
        if (events is not null) await events.DisposeAsync();
    }
}
