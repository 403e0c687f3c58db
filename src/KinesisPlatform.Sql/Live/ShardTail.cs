using KinesisPlatform.Archive;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Live;

/// <summary>The unarchived records of one shard, as far as they were read. Guarded by its <see cref="StreamTail"/>.</summary>
internal sealed class ShardTail(ShardId id, ReadPosition start)
{
    private readonly LinkedList<TailSegment> _segments = [];
    private readonly bool _startedAtCheckpoint = start is ReadPosition.After;
    private ShardCheckpoint? _archived;

    public ShardId Id { get; } = id;

    /// <summary>Where reading goes on after a failure.</summary>
    public ReadPosition Next { get; private set; } = start;

    public DateTimeOffset ReadUpTo { get; private set; } = DateTimeOffset.MinValue;

    public bool IsEnded { get; private set; }

    /// <summary>Why reading does not go on; null as long as it does.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<ShardId> Children { get; private set; } = [];

    /// <summary>A checkpoint of this shard was seen: should it leave the archive's map, it did so as archived to its end.</summary>
    public bool HadCheckpoint => _archived is not null || _startedAtCheckpoint;

    public long LengthBytes { get; private set; }

    public LiveShard Capture() => new(Id, Children, HadCheckpoint, [.. _segments]) { ReadUpTo = ReadUpTo == DateTimeOffset.MinValue ? null : ReadUpTo, IsEnded = IsEnded };

    /// <summary>The last question whether there is anything new.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Nothing has arrived before this time but what was read.</summary>
    public void Advance(DateTimeOffset readUpTo) => ReadUpTo = readUpTo > ReadUpTo ? readUpTo : ReadUpTo;

    public void Append(ShardBatch batch)
    {
        Failure = null;
        Advance(batch.ReadUpTo);
        var last = batch.LastSequenceNumber ?? (Next as ReadPosition.After)?.SequenceNumber;
        Next = new ReadPosition.After(last, ReadUpTo);
        if (batch.IsEndOfShard)
        {
            IsEnded = true;
            Children = batch.Children!;
        }
        if (batch.Records.Count == 0) return;
        var segment = TailSegment.Of(batch.Records);
        if (IsArchived(segment)) return;
        _segments.AddLast(segment);
        LengthBytes += segment.LengthBytes;
    }

    /// <summary>Lets go of what a version that queries use holds.</summary>
    public void Prune(ShardCheckpoint archived)
    {
        _archived = archived;
        while (_segments.First is { } first && IsArchived(first.Value))
        {
            LengthBytes -= first.Value.LengthBytes;
            first.Value.Leave();
            _segments.RemoveFirst();
        }
    }

    private bool IsArchived(TailSegment segment) => _archived is { } archived && (archived.IsEnded || segment.Last <= archived.Last);
}
