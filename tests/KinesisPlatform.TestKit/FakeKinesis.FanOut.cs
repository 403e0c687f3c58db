using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;

namespace KinesisPlatform.TestKit;

/// <summary>Enhanced fan-out. Looks every <see cref="PushInterval"/> of its clock what there is to push, and sends an event without records after <see cref="IdleEvent"/> of silence.</summary>
public sealed partial class FakeKinesis
{
    public static readonly TimeSpan PushInterval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan TakeoverAfter = TimeSpan.FromSeconds(5);

    private readonly List<FakeConsumer> _consumers = [];
    private int _subscriptionNumber;

    /// <summary>After this long a subscription to which nothing was pushed is sent an event without records.</summary>
    public TimeSpan IdleEvent { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a consumer stays CREATING.</summary>
    public TimeSpan ConsumerTransition { get; set; }

    /// <summary>After this a subscription ends by itself.</summary>
    public TimeSpan SubscriptionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    public Task<RegisterStreamConsumerResponse> RegisterStreamConsumerAsync(RegisterStreamConsumerRequest request, CancellationToken cancellationToken = default) => Run("RegisterStreamConsumer", () =>
    {
        var stream = Find(request.StreamARN?[(request.StreamARN.IndexOf('/', StringComparison.Ordinal) + 1)..]).Name;
        if (_consumers.Exists(c => c.Stream == stream && c.Name == request.ConsumerName)) throw new ResourceInUseException($"Consumer {request.ConsumerName} already exists.");
        var now = time.GetUtcNow();
        var consumer = new FakeConsumer(stream, request.ConsumerName!, string.Create(CultureInfo.InvariantCulture, $"{request.StreamARN}/consumer/{request.ConsumerName}:{now.ToUnixTimeSeconds()}"), now, now + ConsumerTransition);
        _consumers.Add(consumer);
        return new RegisterStreamConsumerResponse { Consumer = new() { ConsumerName = consumer.Name, ConsumerARN = consumer.Arn, ConsumerStatus = consumer.StatusAt(now) } };
    });

    public Task<DeregisterStreamConsumerResponse> DeregisterStreamConsumerAsync(DeregisterStreamConsumerRequest request, CancellationToken cancellationToken = default) => Run("DeregisterStreamConsumer", () =>
    {
        _consumers.Remove(FindConsumer(request.ConsumerARN, request.StreamARN, request.ConsumerName));
        return new DeregisterStreamConsumerResponse();
    });

    public Task<DescribeStreamConsumerResponse> DescribeStreamConsumerAsync(DescribeStreamConsumerRequest request, CancellationToken cancellationToken = default) => Run("DescribeStreamConsumer", () =>
    {
        var consumer = FindConsumer(request.ConsumerARN, request.StreamARN, request.ConsumerName);
        return new DescribeStreamConsumerResponse
        {
            ConsumerDescription = new()
            {
                ConsumerName = consumer.Name,
                ConsumerARN = consumer.Arn,
                ConsumerStatus = consumer.StatusAt(time.GetUtcNow()),
                ConsumerCreationTimestamp = consumer.CreatedAt.UtcDateTime,
            },
        };
    });

    public Task<ListStreamConsumersResponse> ListStreamConsumersAsync(ListStreamConsumersRequest request, CancellationToken cancellationToken = default) => Run("ListStreamConsumers", () => new ListStreamConsumersResponse
    {
        Consumers = [.. _consumers.Where(c => c.Arn.StartsWith(request.StreamARN + "/", StringComparison.Ordinal)).Select(c => new Consumer { ConsumerName = c.Name, ConsumerARN = c.Arn, ConsumerStatus = c.StatusAt(time.GetUtcNow()) })],
    });

    public async IAsyncEnumerable<ShardEvent> SubscribeToShardAsync(SubscribeToShardRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (consumer, number, position) = await Run("SubscribeToShard", () => Subscribe(request));
        var begunAt = time.GetUtcNow();
        DateTimeOffset? sentAt = null;
        while (time.GetUtcNow() - begunAt < SubscriptionLifetime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = await Run("Push", () => Push(consumer, number, request.ShardId!, ref position, isDue: sentAt is null || time.GetUtcNow() - sentAt >= IdleEvent));
            if (next.Event is { } pushed)
            {
                sentAt = time.GetUtcNow();
                yield return pushed;
                if (pushed.ContinuationSequenceNumber is null) yield break;
            }
            else
            {
                await Task.Delay(PushInterval, time, cancellationToken);
            }
        }
    }

    private (FakeConsumer Consumer, int Number, int Position) Subscribe(SubscribeToShardRequest request)
    {
        var now = time.GetUtcNow();
        var consumer = FindConsumer(request.ConsumerARN, null, null);
        if (consumer.StatusAt(now).Value != "ACTIVE") throw new ResourceInUseException($"Consumer {consumer.Arn} is not ACTIVE.");
        var stream = Find(consumer.Stream);
        var shard = stream.Find(request.ShardId);
        if (consumer.Subscriptions.TryGetValue(shard.Id, out var former) && now - former.At < TakeoverAfter) throw new ResourceInUseException("Another active subscription exists.");
        var start = request.StartingPosition!;
        var position = shard.PositionOf(
            new() { ShardIteratorType = start.Type, StartingSequenceNumber = start.SequenceNumber, Timestamp = start.Timestamp }, stream.FirstKept(shard, now), RefusesTrimmedSequenceNumbers);
        consumer.Subscriptions[shard.Id] = (now, ++_subscriptionNumber);
        return (consumer, _subscriptionNumber, position);
    }

    private (ShardEvent? Event, bool IsEnd) Push(FakeConsumer consumer, int number, string shardId, ref int position, bool isDue)
    {
        var now = time.GetUtcNow();
        if (!_consumers.Contains(consumer)) throw new ResourceNotFoundException($"Consumer {consumer.Arn} was deregistered.");
        if (consumer.Subscriptions[shardId].Number != number) throw new ResourceInUseException($"Consumer {consumer.Arn} has subscribed to the shard again.");
        var stream = Find(consumer.Stream);
        var shard = stream.Find(shardId);
        var start = Math.Max(position, stream.FirstKept(shard, now));
        var records = shard.Records.Skip(start).Take(RecordsPerReadMax).ToList();
        position = start + records.Count;
        var isAtEnd = position == shard.Records.Count;
        var hasEnded = isAtEnd && shard.IsClosed;
        if (records.Count == 0 && !hasEnded && !isDue) return (null, false);
        // At the tip any number will do that is above every record put so far: those to come have greater ones.
        var continuation = hasEnded ? null : (isAtEnd ? SequenceAt(_sequence) : records[^1].SequenceNumber).ToString();
        var (slices, memory) = Pooled(records);
        var batch = new RecordBatch(
            slices, continuation, isAtEnd ? TimeSpan.Zero : now - shard.Records[position].ArrivedAt, hasEnded && NamesChildren ? stream.ChildrenOf(shard) : [], memory);
        return (new ShardEvent(batch, now), hasEnded);
    }

    private FakeConsumer FindConsumer(string? arn, string? streamArn, string? name) =>
        _consumers.Find(c => arn is null ? c.Name == name && c.Arn.StartsWith(streamArn + "/", StringComparison.Ordinal) : c.Arn == arn)
        ?? throw new ResourceNotFoundException($"Consumer {arn ?? name} not found.");
}
