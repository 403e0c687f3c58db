using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>A consumer that was registered for enhanced fan-out, and its subscriptions, one per shard at most. The lock of its stream guards it.</summary>
internal sealed class StreamConsumer(KinesisStream stream, string name, DateTimeOffset createdAt, DateTimeOffset activeAt)
{
    private readonly Dictionary<Shard, ShardSubscription> _subscriptions = [];

    public KinesisStream Stream => stream;

    public string Name => name;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>Ends in the creation's Unix time, which tells it from a later consumer of its name.</summary>
    public string Arn { get; } = $"{stream.Arn}/consumer/{name}:{createdAt.ToUnixTimeSeconds()}";

    /// <summary>When a deregistered consumer is gone; null while it is registered.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    public string StatusAt(DateTimeOffset now) => GoneAt is not null ? "DELETING" : now < activeAt ? "CREATING" : "ACTIVE";

    /// <summary>Begins a subscription and ends the shard's former one.</summary>
    /// <exception cref="KinesisException">ResourceInUseException: the consumer is not ACTIVE, or the former subscription is too young to be taken over.</exception>
    public ShardSubscription Subscribe(Shard shard, DateTimeOffset now, TimeSpan takeoverAfter)
    {
        if (StatusAt(now) is var status && status != "ACTIVE") throw KinesisException.InUse($"Consumer {Arn} is not ACTIVE, instead in state {status}.");
        if (_subscriptions.TryGetValue(shard, out var former))
        {
            if (now - former.StartedAt < takeoverAfter) throw KinesisException.InUse($"Another active subscription exists for this consumer: {Arn} on shard {shard.Id}.");
            former.End(KinesisException.InUse($"Consumer {Arn} has subscribed to shard {shard.Id} again."));
        }
        return _subscriptions[shard] = new(this, shard, now);
    }

    public void Deregister(DateTimeOffset goneAt)
    {
        GoneAt = goneAt;
        foreach (var subscription in _subscriptions.Values) subscription.End(KinesisException.NotFound($"Consumer {Arn} was deregistered."));
        _subscriptions.Clear();
    }
}
