using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// Decides what an answer means for each record of its request: put, to be tried again, failed. Not safe for concurrent callers.
/// <para>
/// An aggregate goes to one shard. If the stream was resharded on the way, that shard may not hold all its user records' keys, and consumers on the
/// Kinesis Client Library drop those it does not hold. They are put again, as the Kinesis Producer Library does: such a consumer sees them once,
/// one that keeps whatever an aggregate holds, twice. Meanwhile, and until the stream's shards are known again, records for that shard go alone:
/// Kinesis itself finds a single record's shard.
/// </para>
/// </summary>
internal sealed class AnswerSettler(StreamName stream, RecordQueue queue, SenderContext context)
{
    private const string ThroughputExceeded = "ProvisionedThroughputExceededException";
    // ListShards may lag behind what puts show already, but not for long.
    private const int UnknownShardLoadsMax = 5;

    private readonly List<Unjudged> _unjudged = [];
    // Of one answer.
    private readonly List<ShardLane> _throttled = [];

    /// <summary>Whether an answer named a shard that is not among the open ones known.</summary>
    public bool IsMapStale { get; private set; }

    /// <param name="answers">One per unit.</param>
    public void Settle(PutBatch batch, IReadOnlyList<PutEntryResult> answers, TimeSpan now, List<Outcome> outcomes)
    {
        var (failedCount, code) = (0, (string?)null);
        // From the end: what goes back to the front of its lane is then in its order there.
        for (var i = batch.Units.Count - 1; i >= 0; i--)
        {
            var unit = batch.Units[i];
            if (answers[i] is { IsPut: true, ShardId: { } shardId, SequenceNumber: var sequence })
            {
                unit.Lane.Pace.Accept(unit.Bytes, now);
                SettlePut(unit, new(new(shardId), sequence), now, outcomes);
                continue;
            }
            (failedCount, code) = (failedCount + 1, answers[i].ErrorCode);
            if (code == ThroughputExceeded)
            {
                StreamsMetrics.Throttled.Add(1);
                unit.Lane.Pace.Refuse(now);
                if (!_throttled.Contains(unit.Lane)) _throttled.Add(unit.Lane);
            }
            Retry(unit, code, now, isDelayed: true, outcomes);
        }
        foreach (var lane in _throttled) lane.Pace.SlowDown(now);
        _throttled.Clear();
        if (failedCount > 0) Log.EntriesRetried(context.Logger, stream, failedCount, batch.Units.Count, code);
    }

    /// <summary>A request was answered with an error, or not at all.</summary>
    public void SettleFailed(PutBatch batch, Exception error, TimeSpan now, List<Outcome> outcomes)
    {
        // One record may be all that Kinesis minds: halves of the request find out which entry it is in, and an aggregate's records go as they are until it is known which it is.
        var isOfRecord = error is ValidationException or InvalidArgumentException;
        var isSuspicious = isOfRecord && batch.RecordCount > 1;
        var isPassing = KinesisCalls.IsPassing(error, default);
        if (KinesisCalls.IsThrottle(error)) StreamsMetrics.Throttled.Add(1);
        for (var i = batch.Units.Count - 1; i >= 0; i--)
        {
            var unit = batch.Units[i];
            if (isSuspicious)
            {
                if (batch.Units.Count > 1) unit.Head.CompanyMax = (batch.Units.Count + 1) / 2;
                else foreach (var record in unit.UserRecords!) record.GoesAsItIs = true;
                ForEachKey(unit, first => queue.PutBack(first, now));
            }
            else if (isPassing)
            {
                Retry(unit, KinesisCalls.CodeOf(error), now, isDelayed: false, outcomes);
            }
            else
            {
                var reason = error as PlatformException ?? KinesisCalls.Translate($"stream {stream}", error, unit.Head.Attempts + 1);
                if (isOfRecord) reason = new(reason.Kind, reason.Message, error) { IsOfRecord = true };
                // Of a refused caller: the first record of every key in an aggregate fails with the reason, and those behind them because of these.
                ForEachKey(unit, first => queue.Fail(first, reason, outcomes));
            }
        }
    }

    /// <summary>The stream's shards as they are now: aggregates that lie in shards unknown until now are judged.</summary>
    public void SetMap(ShardMap map, TimeSpan now, List<Outcome> outcomes)
    {
        IsMapStale = false;
        queue.SetMap(map);
        var waiting = _unjudged.ToArray();
        _unjudged.Clear();
        foreach (var (unit, result, loadCount) in waiting)
        {
            if (map.Find(result.ShardId) is { } shard) SettleAggregate(unit, result, record => ShardMap.Holds(shard, record.HashKey), now, outcomes);
            else if (loadCount < UnknownShardLoadsMax) Doubt(unit, result, loadCount + 1);
            else SettleAggregate(unit, result, static _ => false, now, outcomes);
        }
    }

    private void SettlePut(in PutUnit unit, PutResult result, TimeSpan now, List<Outcome> outcomes)
    {
        // Nearly always it went where it was expected: that shard is open.
        if (queue.LaneOf(unit.Head) is var lane && lane.Shard?.Id != result.ShardId && !queue.Map!.IsOpen(result.ShardId))
        {
            IsMapStale = true;
            lane.IsDoubtful = true;
        }
        if (unit.UserRecords is null)
        {
            queue.Settle(unit.Head);
            outcomes.Add(new(unit.Head, result, null));
        }
        else if (result.ShardId == unit.Lane.Shard!.Id)
        {
            SettleAggregate(unit, result, static _ => true, now, outcomes);
        }
        else if (queue.Map!.Find(result.ShardId) is { } shard)
        {
            SettleAggregate(unit, result, record => ShardMap.Holds(shard, record.HashKey), now, outcomes);
        }
        else
        {
            Doubt(unit, result, 1);
        }
    }

    private void Doubt(in PutUnit unit, PutResult result, int loadCount)
    {
        IsMapStale = true;
        queue.LaneOf(unit.Head).IsDoubtful = true;
        _unjudged.Add(new(unit, result, loadCount));
    }

    /// <param name="isInPlace">Whether the shard that took the aggregate holds a record's key.</param>
    private void SettleAggregate(in PutUnit unit, PutResult result, Func<PendingRecord, bool> isInPlace, TimeSpan now, List<Outcome> outcomes)
    {
        var records = unit.UserRecords!;
        var misplacedCount = 0;
        for (int start = 0, end; start < records.Count; start = end)
        {
            end = EndOfKey(records, start);
            List<PendingRecord>? misplaced = null;
            for (var i = start; i < end; i++)
            {
                if (isInPlace(records[i])) outcomes.Add(new(records[i], result with { SubSequenceNumber = i }, null));
                else (misplaced ??= []).Add(records[i]);
            }
            misplacedCount += misplaced?.Count ?? 0;
            if (misplaced is null) queue.Settle(records[end - 1]);
            else PutAgain(misplaced, records[end - 1], now, outcomes);
        }
        if (misplacedCount == 0) return;
        StreamsMetrics.RecordsMisplaced.Add(misplacedCount);
        Log.RecordsMisplaced(context.Logger, stream, misplacedCount, result.ShardId);
    }

    private void PutAgain(List<PendingRecord> misplaced, PendingRecord lastOfKey, TimeSpan now, List<Outcome> outcomes)
    {
        queue.Relink(misplaced, lastOfKey);
        if (!HasAttemptsLeft(misplaced)) queue.Fail(misplaced[0], Exhausted(misplaced[0], "it lay in a shard that does not hold its key each time"), outcomes);
        else queue.PutBack(misplaced[0], now);
    }

    private void Retry(in PutUnit unit, string? code, TimeSpan now, bool isDelayed, List<Outcome> outcomes)
    {
        var hasAttemptsLeft = HasAttemptsLeft(unit.UserRecords ?? [unit.Head]);
        var until = isDelayed && hasAttemptsLeft ? now + context.Calls.BackOffAfter(unit.Head.Attempts) : now;
        ForEachKey(unit, first =>
        {
            if (first.Attempts >= context.Options.AttemptsMax) queue.Fail(first, Exhausted(first, $"last {code}"), outcomes);
            else if (isDelayed) queue.Delay(first, until);
            else queue.PutBack(first, now);
        });
    }

    /// <summary>Counts an attempt of each.</summary>
    private bool HasAttemptsLeft(IReadOnlyList<PendingRecord> records)
    {
        var attempts = 0;
        foreach (var record in records) attempts = Math.Max(attempts, ++record.Attempts);
        return attempts < context.Options.AttemptsMax;
    }

    private PlatformException Exhausted(PendingRecord record, string reason) => new(
        FailureKind.Unavailable,
        $"A record was not taken by stream {stream} in {record.Attempts} attempts, {reason}. Put less at a time, or give the stream more shards.");

    /// <param name="action">Gets the first record of each key; from the last key to the first.</param>
    private static void ForEachKey(in PutUnit unit, Action<PendingRecord> action)
    {
        if (unit.UserRecords is not { } records)
        {
            action(unit.Head);
            return;
        }
        var starts = new List<int>();
        for (var start = 0; start < records.Count; start = EndOfKey(records, start)) starts.Add(start);
        for (var i = starts.Count - 1; i >= 0; i--) action(records[starts[i]]);
    }

    private static int EndOfKey(IReadOnlyList<PendingRecord> records, int start)
    {
        var end = start + 1;
        while (end < records.Count && records[end - 1].NextOfKey == records[end]) end++;
        return end;
    }

    /// <param name="LoadCount">How often the stream's shards were, or are to be, read for it.</param>
    private sealed record Unjudged(PutUnit Unit, PutResult Result, int LoadCount);
}
