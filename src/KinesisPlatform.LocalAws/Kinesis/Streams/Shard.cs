using KinesisPlatform.LocalAws.Kinesis.Storage;

namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>A shard and its records. The lock of its stream guards it.</summary>
internal sealed class Shard(int index, HashKeyRange hashKeys, long stamp, long createdAtMilliseconds, ShardLimits? limits)
{
    private TaskCompletionSource? _change;

    public int Index => index;

    public string Id { get; } = $"shardId-{index:D12}";

    public Shard? Parent { get; init; }

    public Shard? AdjacentParent { get; init; }

    public HashKeyRange HashKeys => hashKeys;

    public long CreatedAtMilliseconds => createdAtMilliseconds;

    /// <summary>When it was split or merged; null while it is open.</summary>
    public long? ClosedAtMilliseconds { get; private set; }

    public bool IsOpen => ClosedAtMilliseconds is null;

    public ShardLog Log { get; } = new();

    /// <summary>Null where limits are not enforced.</summary>
    public ShardLimits? Limits => limits;

    public IssuedSequence StartingSequence => new(stamp, 0, createdAtMilliseconds, index);

    public IssuedSequence? EndingSequence => ClosedAtMilliseconds is { } at ? new(stamp, IssuedSequence.EndNumber, at, index) : null;

    public IssuedSequence SequenceOf(ulong number, long arrivedAtMilliseconds) => new(stamp, number, arrivedAtMilliseconds, index);

    public bool Issued(IssuedSequence sequence) =>
        sequence.Stamp == stamp && sequence.ShardIndex == index && (sequence.Number < Log.NextNumber || sequence.Number == IssuedSequence.EndNumber);

    /// <summary>Whether the shard took records at the time.</summary>
    public bool WasOpenAt(long unixMilliseconds) => createdAtMilliseconds <= unixMilliseconds && WasOpenFrom(unixMilliseconds);

    /// <summary>Whether it took records at the time or later.</summary>
    public bool WasOpenFrom(long unixMilliseconds) => ClosedAtMilliseconds is not { } closed || closed > unixMilliseconds;

    /// <summary>Completes when <see cref="Announce"/> is called next.</summary>
    public Task Change => (_change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells subscriptions that a record was put, or that the shard was closed or deleted.</summary>
    public void Announce()
    {
        _change?.SetResult();
        _change = null;
    }

    public void Close(long nowMilliseconds) => ClosedAtMilliseconds = nowMilliseconds;
}
