using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>One shard: what the table holds of it, and what was read since and waits for a commit.</summary>
internal sealed class ShardProgress(ShardId shardId, ShardCheckpoint? committed, DateTimeOffset seenAt)
{
    private readonly List<(ShardBatch Batch, BufferRoom Room)> _batches = [];
    private BatchedRecords _records = new();
    private List<ArchiveGap> _gaps = [];
    private ShardCheckpoint? _pending;

    public ShardId ShardId { get; } = shardId;

    /// <summary>When this archiver first knew of the shard.</summary>
    public DateTimeOffset SeenAt { get; } = seenAt;

    /// <summary>Its lease is this archiver's. Of the others only what the table says is known.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Its parents are not archived to their end.</summary>
    public bool IsBlocked { get; set; }

    public ShardFeed? Feed { get; set; }

    /// <summary>No feed is started before this time: the back-off after a failure.</summary>
    public DateTimeOffset StartAfter { get; set; }

    public ShardCheckpoint? Committed { get; private set; } = committed;

    public TimeSpan BehindLatest { get; private set; }

    public long BufferedBytes { get; private set; }

    public int BufferedRecordCount => _records.Count;

    public DateTimeOffset? OldestBufferedAt => _records.Count > 0 ? _records[0].ArrivedAt : null;

    /// <summary>Everything that arrived before this time is in the table or the buffer; null when the shard was never read.</summary>
    public DateTimeOffset? ReadUpTo => (_pending ?? Committed)?.ReadUpTo;

    public bool IsRead => (_pending ?? Committed)?.IsEnded ?? false;

    /// <summary>Read, to be read, or with something to commit: what commits and flushes go by.</summary>
    public bool IsActive => IsHeld && (!IsBlocked || Feed is not null || _pending is not null);

    /// <summary>A closed shard wants to be committed at once: its children wait for it. So does a gap: it must not be forgotten.</summary>
    public bool IsUrgent => _pending is { IsEnded: true } || _gaps.Count > 0;

    /// <summary>After what the buffer holds: a failed feed's successor goes on there.</summary>
    /// <param name="unreadSince">For a shard that was never read: what the retention has taken of it since then is a gap.</param>
    public ReadPosition NextPosition(DateTimeOffset unreadSince) => (_pending ?? Committed) is { } checkpoint
        ? new ReadPosition.After(checkpoint.Last, checkpoint.ReadUpTo)
        : new ReadPosition.After(null, unreadSince);

    /// <summary>Takes the batch over: it is disposed, and its room given back, when its records are in the table or dropped.</summary>
    public void Add(ShardBatch batch, BufferRoom room)
    {
        var before = _pending ?? Committed;
        var readUpTo = before is null || batch.ReadUpTo > before.ReadUpTo ? batch.ReadUpTo : before.ReadUpTo;
        _pending = new(ShardId, batch.LastSequenceNumber ?? before?.Last, batch.IsEndOfShard, readUpTo);
        if (batch.Gap is { } gap) _gaps.Add(new(ShardId, gap.After, gap.From, gap.To));
        _records.Add(batch.Records);
        BufferedBytes += BatchSize.BufferedBytes(batch);
        BehindLatest = batch.BehindLatest;
        // An idle shard's batches are as good as done with.
        if (batch.Records.Count == 0) Drop(batch, room);
        else _batches.Add((batch, room));
    }

    /// <summary>The shard vanished from the stream before it was read to its end: what was in it is lost, and said so.</summary>
    /// <returns>The gap, from what was read last (or <paramref name="streamCreatedAt"/>) to <paramref name="trimmedBefore"/>.</returns>
    public ArchiveGap EndWithGap(DateTimeOffset streamCreatedAt, DateTimeOffset trimmedBefore)
    {
        var last = _pending ?? Committed;
        var from = last?.ReadUpTo ?? streamCreatedAt;
        var gap = new ArchiveGap(ShardId, last?.Last, from, trimmedBefore > from ? trimmedBefore : from);
        _gaps.Add(gap);
        _pending = new(ShardId, last?.Last, IsEnded: true, gap.To);
        return gap;
    }

    public bool HoldsArrivalsSince(DateTimeOffset time) => _records.Any(record => record.ArrivedAt >= time);

    /// <summary>What a commit adds for this shard; null when nothing was read since the last.</summary>
    public ShardAppend? ToAppend() => _pending is { } to && to != Committed ? new(Committed, to, _records, _gaps) : null;

    /// <summary>The append is in the table.</summary>
    public void Complete(ShardAppend append)
    {
        Committed = append.To;
        ClearBuffer();
    }

    /// <summary>Another writer was first, or is now, or nobody archives on: what is buffered is dropped, and what the table says counts.</summary>
    public void Reset(ShardCheckpoint? committed)
    {
        (Committed, BehindLatest) = (committed, TimeSpan.Zero);
        ClearBuffer();
    }

    public async Task StopFeedAsync()
    {
        if (Feed is not { } feed) return;
        Feed = null;
        await feed.DisposeAsync();
    }

    private void ClearBuffer()
    {
        // New lists: the append that was handed out may still be looked at by whoever holds it. Its records' bytes are gone with the batches.
        foreach (var (batch, room) in _batches) Drop(batch, room);
        _batches.Clear();
        _records = new();
        _gaps = [];
        _pending = null;
        BufferedBytes = 0;
    }

    private static void Drop(ShardBatch batch, BufferRoom room)
    {
        batch.Dispose();
        room.Dispose();
    }
}
