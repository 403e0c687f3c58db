using KinesisPlatform.LocalAws.Kinesis.Operations;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>
/// SubscribeToShard: pushes a shard's records as they are put, for <see cref="LocalAwsOptions.SubscriptionLifetime"/>. Events are JSON, whatever the
/// encoding of the request.
/// </summary>
internal sealed class SubscribeToShardOperation(StreamRegistry streams, LocalAwsOptions options, TimeProvider time)
{
    public const string Name = "SubscribeToShard";

    private static readonly string[] PositionTypes = ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"];

    /// <exception cref="KinesisException">The request is refused; nothing of the answer is written then.</exception>
    public async Task RunAsync(HttpContext context, RequestParameters parameters)
    {
        var (subscription, next) = Begin(parameters);
        using var lifetime = new CancellationTokenSource(options.SubscriptionLifetime, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, subscription.Ended, lifetime.Token);
        context.Response.ContentType = "application/vnd.amazon.eventstream";
        using var events = new SubscriptionEvents(context.Response.BodyWriter);
        try
        {
            await events.InitialAsync(end.Token);
            await new ShardPush(subscription, events, next, options, time).RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (subscription.Reason is { } reason) events.Exception(reason);
        }
        catch (KinesisException error)
        {
            events.Exception(error);
        }
    }

    private (ShardSubscription Subscription, ulong Next) Begin(RequestParameters parameters)
    {
        var arn = ConsumerOperations.ConsumerArn(parameters, isRequired: true);
        var shardId = parameters.ShardId("ShardId", isRequired: true);
        if (!parameters.Has("StartingPosition")) parameters.Violate("StartingPosition", null, "Member must not be null");
        var position = parameters.Structure("StartingPosition");
        var type = position.OneOf("Type", PositionTypes, isRequired: true);
        var (sequence, timestamp) = (position.Text("SequenceNumber"), position.Time("Timestamp"));
        parameters.ThrowIfInvalid();
        position.ThrowIfInvalid();
        var consumer = ConsumerOperations.Find(streams, arn!);
        var stream = consumer.Stream;
        lock (stream.Gate)
        {
            stream.ThrowIfDeleted();
            stream.Trim();
            var shard = stream.FindShard(shardId!, streams);
            var next = new StartingPosition(type!, sequence, timestamp).NumberIn(shard, stream, streams.AccountId, Name);
            return (consumer.Subscribe(shard, time.GetUtcNow(), options.SubscriptionTakeover), next);
        }
    }
}
