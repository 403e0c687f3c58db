namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// What waits to be put onto one stream: a lane per open shard, in which only the first record of each partition key is, and records that wait
/// after a failure of their own. No I/O and no clock of its own; not safe for concurrent callers.
/// </summary>
internal sealed class RecordQueue(ProducerOptions options)
{
    // Lanes whose pace is used up go on together at the next multiple of this, so that requests do not become small ones, one per shard.
    private static readonly TimeSpan PaceGrid = TimeSpan.FromMilliseconds(50);

    private readonly KeyChains _chains = new(options.KeepsOrder);
    private readonly UnitPacker _packer = new(options);
    private readonly PriorityQueue<PendingRecord, TimeSpan> _delayed = new();
    // Before the stream's shards are known.
    private readonly ShardLane _lobby = new(null, new(options.ShardShare));
    private ShardLane[] _lanes = [];
    private int _firstLane;
    private int _newCount;
    private long _newBytes;
    private TimeSpan _flushedAt = TimeSpan.MinValue;

    public ShardMap? Map { get; private set; }

    /// <returns>Whether so much has come that it is worth to look at once what to send.</returns>
    public bool Add(PendingRecord record)
    {
        var lane = LaneOf(record);
        lane.Weigh(record);
        if (_chains.Append(record)) Ready(record, lane);
        _newCount++;
        _newBytes += record.Bytes;
        return options.Aggregates
            ? lane.Bytes >= options.AggregateBytesMax && lane.Bytes - record.Bytes < options.AggregateBytesMax
            : _newCount >= options.RecordsPerRequestMax || _newBytes >= options.RequestBytesMax;
    }

    /// <summary>What was accepted until now waits for no others.</summary>
    public void Flush(TimeSpan now)
    {
        _flushedAt = now;
        foreach (var lane in _lanes) if (!lane.IsEmpty && lane.DueAt > now) lane.DueAt = now;
    }

    /// <summary>Regroups what waits by the shards as they are now.</summary>
    public void SetMap(ShardMap map)
    {
        var before = _lanes;
        var paces = before.ToDictionary(lane => lane.Shard!.Id, lane => lane.Pace);
        Map = map;
        _lanes = [.. map.Open.Select(shard => new ShardLane(shard, paces.GetValueOrDefault(shard.Id) ?? new(options.ShardShare)))];
        foreach (var lane in before.Append(_lobby))
        {
            while (!lane.IsEmpty)
            {
                var head = lane.PopFront();
                for (var record = head; record is not null; record = record.NextOfKey)
                {
                    ShardLane.Unweigh(record);
                    LaneOf(record).Weigh(record);
                }
                Ready(head, LaneOf(head));
            }
        }
    }

    /// <summary>Takes what one request may hold now.</summary>
    /// <param name="outcomes">Gets records that are cancelled or too old, which are taken out on the way.</param>
    /// <returns>Null when nothing may go, or what may is not worth a request yet.</returns>
    public PutBatch? TryTake(TimeSpan now, List<Outcome> outcomes)
    {
        (_newCount, _newBytes) = (0, 0);
        while (_delayed.TryPeek(out var delayed, out var readyAt) && readyAt <= now)
        {
            _delayed.Dequeue();
            PutBack(delayed, now);
        }
        if (!IsWorthSending(now)) return null;
        var batch = new PutBatch(options.RecordsPerRequestMax, options.RequestBytesMax);
        _firstLane = _firstLane + 1 < _lanes.Length ? _firstLane + 1 : 0;
        for (var i = 0; i < _lanes.Length; i++)
        {
            var lane = _lanes[(_firstLane + i) % _lanes.Length];
            if (!lane.IsEmpty && lane.NotBefore <= now) Fill(batch, lane, now, outcomes);
        }
        return batch.Units.Count == 0 ? null : batch;
    }

    /// <summary>When <see cref="TryTake"/> may have something to give although nothing else happens.</summary>
    public TimeSpan NextAt()
    {
        var next = _delayed.TryPeek(out _, out var readyAt) ? readyAt : TimeSpan.MaxValue;
        foreach (var lane in _lanes)
        {
            if (lane.IsEmpty) continue;
            var at = lane.DueAt > lane.NotBefore && !HasFullAggregate(lane) ? lane.DueAt : lane.NotBefore;
            if (at < next) next = at;
        }
        return next;
    }

    /// <summary>A record, with all before it of its key, is settled: the next of its key may go.</summary>
    public void Settle(PendingRecord record)
    {
        if (_chains.Remove(record) is { } next) Ready(next, LaneOf(next));
    }

    /// <inheritdoc cref="KeyChains.Relink"/>
    public void Relink(IReadOnlyList<PendingRecord> left, PendingRecord last) => _chains.Relink(left, last);

    /// <summary>A record that was under way, with its key's chain behind it, goes again, before all others.</summary>
    public void PutBack(PendingRecord first, TimeSpan now)
    {
        // The rest of the chain never left.
        for (var record = first; record is { Lane: null }; record = record.NextOfKey) LaneOf(record).Weigh(record);
        var lane = LaneOf(first);
        lane.PushFront(first);
        lane.DueAt = now;
    }

    /// <summary>The same, but not before a time.</summary>
    public void Delay(PendingRecord first, TimeSpan until) => _delayed.Enqueue(first, until);

    /// <summary>A record that no lane holds fails for good, and all of its key with it, lest one overtakes it when the caller tries again.</summary>
    public void Fail(PendingRecord first, PlatformException error, List<Outcome> outcomes)
    {
        var reason = error;
        for (PendingRecord? record = first, next; record is not null; record = next)
        {
            next = _chains.Remove(record);
            ShardLane.Unweigh(record);
            outcomes.Add(new(record, default, reason));
            if (ReferenceEquals(reason, error)) reason = new(KindBehind(error), $"A record of the same partition key that was accepted earlier failed: {error.Message}", error);
        }
    }

    // What is refused for good is that one record, or whoever puts it: of those behind it nothing is known, and they are to be tried again.
    private static FailureKind KindBehind(PlatformException error) => error.Kind == FailureKind.Invalid ? FailureKind.Unavailable : error.Kind;

    /// <summary>All that waits fails.</summary>
    public void FailAll(PlatformException error, List<Outcome> outcomes)
    {
        foreach (var lane in _lanes.Append(_lobby))
        {
            while (!lane.IsEmpty) Fail(lane.PopFront(), error, outcomes);
        }
        while (_delayed.TryDequeue(out var delayed, out _)) Fail(delayed, error, outcomes);
    }

    public ShardLane LaneOf(PendingRecord record) => _lanes.Length switch
    {
        0 => _lobby,
        1 => _lanes[0],
        _ => _lanes[Map!.IndexOf(record.HashKey)],
    };

    private void Ready(PendingRecord record, ShardLane lane)
    {
        lane.PushBack(record);
        if (DueAt(record) is var dueAt && dueAt < lane.DueAt) lane.DueAt = dueAt;
    }

    private TimeSpan DueAt(PendingRecord record) =>
        record.AcceptedAt <= _flushedAt ? record.AcceptedAt : record.AcceptedAt + options.RecordMaxBufferedTime;

    // Part of it may be behind keys that are under way; then what goes is smaller.
    private bool HasFullAggregate(ShardLane lane) => options.Aggregates && lane.Bytes >= options.AggregateBytesMax;

    private bool IsWorthSending(TimeSpan now)
    {
        var (count, bytes) = (0, 0L);
        foreach (var lane in _lanes)
        {
            if (lane.IsEmpty || lane.NotBefore > now) continue;
            if (lane.DueAt <= now || HasFullAggregate(lane)) return true;
            (count, bytes) = (count + lane.Count, bytes + lane.Bytes);
        }
        return !options.Aggregates && (count >= options.RecordsPerRequestMax || bytes >= options.RequestBytesMax);
    }

    private void Fill(PutBatch batch, ShardLane lane, TimeSpan now, List<Outcome> outcomes)
    {
        var isDue = lane.DueAt <= now;
        while (lane.Head is { } head)
        {
            if (UnitPacker.IsDead(head, now, options.DeliveryTimeout))
            {
                Bury(lane.PopFront(), outcomes);
                continue;
            }
            var (unit, headCount) = _packer.Pack(lane, batch, now);
            if (!batch.Fits(head, unit.Bytes)) break;
            if (lane.Pace.WaitFor(unit.Bytes, now) is var wait && wait > TimeSpan.Zero)
            {
                lane.NotBefore = new(((now + wait).Ticks + PaceGrid.Ticks - 1) / PaceGrid.Ticks * PaceGrid.Ticks);
                break;
            }
            Take(batch, lane, unit, headCount);
        }
        // What is left of a lane that was due stays so.
        lane.DueAt = lane.Head is not { } left ? TimeSpan.MaxValue : isDue ? now : DueAt(left);
    }

    private static void Take(PutBatch batch, ShardLane lane, in PutUnit unit, int headCount)
    {
        lane.Pace.Take(unit.Bytes);
        for (var i = 0; i < headCount; i++) lane.PopFront();
        if (unit.UserRecords is null) ShardLane.Unweigh(unit.Head);
        else foreach (var record in unit.UserRecords) ShardLane.Unweigh(record);
        batch.Add(unit);
    }

    private void Bury(PendingRecord record, List<Outcome> outcomes)
    {
        if (!record.CancellationToken.IsCancellationRequested)
        {
            Fail(record, new(FailureKind.Unavailable, $"A record was not taken within {options.DeliveryTimeout}, in {record.Attempts} attempts. Put less at a time, or give the stream more shards."), outcomes);
            return;
        }
        ShardLane.Unweigh(record);
        Settle(record);
        outcomes.Add(new(record, default, new OperationCanceledException(record.CancellationToken)));
    }
}
