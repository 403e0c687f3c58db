using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Subscriptions;

/// <summary>SubscribeToShard: Kinesis pushes a shard's records to a registered consumer. Safe for concurrent use.</summary>
public interface IShardSubscriptionClient
{
    /// <summary>
    /// Subscribes when the enumeration begins. Events come until the shard's end, whose event has no continuation, or until the service ends the
    /// subscription, after five minutes at most: the enumeration then simply ends, and the caller subscribes again after the last continuation.
    /// Each event is the caller's to dispose. The next one is asked for by going on: a slow caller slows the service down.
    /// </summary>
    /// <exception cref="Amazon.Kinesis.AmazonKinesisException">
    /// Kinesis refused the subscription, or ended it: <see cref="ResourceInUseException"/> also when the consumer has subscribed to the shard elsewhere.
    /// </exception>
    /// <exception cref="PlatformException">Data: an event is damaged, or cannot be decoded. All before it are good.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">Nothing came for longer than a live subscription is silent.</exception>
    IAsyncEnumerable<ShardEvent> SubscribeToShardAsync(SubscribeToShardRequest request, CancellationToken cancellationToken);
}
