using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// Sends one stream's records. Nothing runs while there is nothing to do: a record that arrives, a timer or an answer makes it look what to send,
/// and each request's own method goes on with the next one.
/// </summary>
internal sealed class StreamSender : IDisposable
{
    // An answer told of a shard that the list of shards may not show yet.
    private static readonly TimeSpan StaleMapPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly StreamName _stream;
    private readonly SenderContext _context;
    private readonly RecordQueue _queue;
    private readonly AnswerSettler _settler;
    private readonly ShardMapLoader _maps;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    // Large ones, of aggregates' requests, would not be garbage of the cheap kind. As many as there were requests at once.
    private readonly ConcurrentQueue<List<Outcome>> _spareOutcomes = [];
    private TimeSpan _timerAt = TimeSpan.MaxValue;
    private TimeSpan _notBefore;
    private TimeSpan _mapAt;
    private FlushMark _mark = new();
    private Task _sealedSettled = Task.CompletedTask;
    private int _inFlightCount;
    private int _pendingCount;
    private int _failedRequestCount;
    private bool _isLoading;
    private volatile bool _isClosed;

    public StreamSender(StreamName stream, SenderContext context)
    {
        (_stream, _context) = (stream, context);
        _queue = new(context.Options.Producer);
        _settler = new(stream, _queue, context);
        _maps = new(stream, context);
        _startedAt = context.Time.GetTimestamp();
        // The timer must not carry the trace of whoever came first.
        var isFlowing = !ExecutionContext.IsFlowSuppressed();
        if (isFlowing) ExecutionContext.SuppressFlow();
        _timer = context.Time.CreateTimer(static sender => ((StreamSender)sender!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (isFlowing) ExecutionContext.RestoreFlow();
    }

    public bool IsClosed => _isClosed;

    private TimeSpan Now => _context.Time.GetElapsedTime(_startedAt);

    private ProducerOptions Options => _context.Options.Producer;

    /// <param name="records">That have places in the buffer, which gets them back with the results.</param>
    /// <returns>False when the sender is closed.</returns>
    public bool TryEnqueue(ReadOnlySpan<PendingRecord> records)
    {
        // Outside of the lock where it is certain to be needed.
        if (_queue.Map is { Open.Count: > 1 }) PendingRecord.Hash(records);
        var now = Now;
        foreach (var record in records) record.AcceptedAt = now;
        var isWorthALook = false;
        lock (_gate)
        {
            if (_isClosed) return false;
            _mark.Add(records.Length);
            _pendingCount += records.Length;
            foreach (var record in records)
            {
                record.Mark = _mark;
                isWorthALook |= _queue.Add(record);
            }
            isWorthALook |= _queue.Map is null;
            if (!isWorthALook) WakeAt(now + Options.RecordMaxBufferedTime);
        }
        if (isWorthALook) Pump();
        return true;
    }

    /// <summary>Sends what is there without the wait for more.</summary>
    public void SendNow()
    {
        lock (_gate) _queue.Flush(Now);
        Pump();
    }

    /// <summary>The same, and waits for the results of everything accepted before.</summary>
    public Task FlushAsync()
    {
        Task settled;
        lock (_gate)
        {
            var mark = _mark;
            _mark = new();
            mark.Seal();
            settled = _sealedSettled = _sealedSettled.IsCompleted ? mark.Settled : Task.WhenAll(_sealedSettled, mark.Settled);
        }
        SendNow();
        return settled;
    }

    /// <summary>Closes the sender if it holds no record.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (_pendingCount > 0) return false;
            _isClosed = true;
        }
        Dispose();
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate) _timerAt = TimeSpan.MaxValue;
        Pump();
    }

    /// <summary>Starts all requests that may start now.</summary>
    private void Pump()
    {
        while (TryStart() is { } batch) _ = SendAsync(batch);
    }

    private PutBatch? TryStart()
    {
        lock (_gate)
        {
            if (_inFlightCount == Options.RequestsInFlightMax) return null;
            _inFlightCount++;
        }
        return Next();
    }

    /// <summary>What the caller sends next; null, and the caller's place is free, when that is nothing.</summary>
    private PutBatch? Next()
    {
        var outcomes = RentOutcomes();
        PutBatch? batch;
        bool isLoadDue;
        lock (_gate)
        {
            var now = Now;
            isLoadDue = IsLoadDue(now);
            _isLoading |= isLoadDue;
            batch = now >= _notBefore ? _queue.TryTake(now, outcomes) : null;
            if (batch is null)
            {
                _inFlightCount--;
                if (_queue.NextAt() is var next && next < TimeSpan.MaxValue) WakeAt(next > _notBefore ? next : _notBefore);
            }
        }
        Complete(outcomes);
        if (isLoadDue) _ = LoadAsync();
        return batch;
    }

    /// <summary>One request after the other, as long as there is something to send. Never throws.</summary>
    private async Task SendAsync(PutBatch first)
    {
        for (PutBatch? batch = first; batch is not null;)
        {
            Activity.Current = batch.Activity;
            var (answers, error) = await PutAsync(batch);
            var outcomes = RentOutcomes();
            lock (_gate) Settle(batch, answers, error, outcomes);
            Complete(outcomes);
            batch = Next();
            // One answer may let several requests go.
            if (batch is not null) Pump();
        }
    }

    private async Task<(IReadOnlyList<PutEntryResult>? Answers, Exception? Error)> PutAsync(PutBatch batch)
    {
        try
        {
            return (await _context.Kinesis.PutRecordsAsync(_stream.Value, batch.ToEntries(), CancellationToken.None), null);
        }
        catch (Exception e)
        {
            // Whatever it is must reach the records' owners.
            return (null, e);
        }
        finally
        {
            batch.Release();
        }
    }

    private void Settle(PutBatch batch, IReadOnlyList<PutEntryResult>? answers, Exception? error, List<Outcome> outcomes)
    {
        var now = Now;
        if (answers is not null)
        {
            _failedRequestCount = 0;
            _settler.Settle(batch, answers, now, outcomes);
            return;
        }
        Log.RequestFailed(_context.Logger, _stream, batch.Units.Count, KinesisCalls.CodeOf(error!));
        _settler.SettleFailed(batch, error!, now, outcomes);
        // Requests that were under way together fail together: only the first of them is one more failure in a row.
        if (KinesisCalls.IsPassing(error!, default) && now >= _notBefore) _notBefore = now + _context.Calls.BackOffAfter(++_failedRequestCount);
    }

    private bool IsLoadDue(TimeSpan now)
    {
        if (_isLoading || _pendingCount == 0) return false;
        if (_queue.Map is null) return true;
        var dueAt = _mapAt + (_settler.IsMapStale ? StaleMapPause : Options.ShardMapRefresh);
        if (dueAt <= now) return true;
        if (_settler.IsMapStale) WakeAt(dueAt);
        return false;
    }

    /// <summary>Never throws.</summary>
    private async Task LoadAsync()
    {
        ShardMap? map = null;
        PlatformException? error = null;
        try
        {
            map = await _maps.LoadAsync();
        }
        catch (Exception e)
        {
            error = e as PlatformException ?? new(FailureKind.Internal, $"The shards of stream {_stream} could not be read: {e.Message}", e);
        }
        var outcomes = RentOutcomes();
        lock (_gate)
        {
            _isLoading = false;
            _mapAt = Now;
            if (map is not null) _settler.SetMap(map, _mapAt, outcomes);
            else if (_queue.Map is null || error!.Kind == FailureKind.NotFound) _queue.FailAll(error!, outcomes);
            else Log.ShardsNotRefreshed(_context.Logger, _stream, error.Message);
        }
        Complete(outcomes);
        Pump();
    }

    private void WakeAt(TimeSpan at)
    {
        if (at >= _timerAt) return;
        _timerAt = at;
        var wait = at - Now;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private List<Outcome> RentOutcomes() => _spareOutcomes.TryDequeue(out var spare) ? spare : [];

    /// <param name="outcomes">From <see cref="RentOutcomes"/>, and given back.</param>
    private void Complete(List<Outcome> outcomes)
    {
        if (outcomes.Count > 0) Tell(outcomes);
        outcomes.Clear();
        _spareOutcomes.Enqueue(outcomes);
    }

    private void Tell(List<Outcome> outcomes)
    {
        lock (_gate) _pendingCount -= outcomes.Count;
        var heldBytes = 0L;
        var (putCount, failedCount) = (0, 0);
        foreach (ref readonly var outcome in CollectionsMarshal.AsSpan(outcomes))
        {
            heldBytes += outcome.Record.HeldBytes;
            if (outcome.Error is null) putCount++;
            else if (outcome.Error is PlatformException) failedCount++;
        }
        StreamsMetrics.RecordsPut.Add(putCount);
        if (failedCount > 0)
        {
            StreamsMetrics.RecordsFailed.Add(failedCount);
            Log.RecordsFailed(_context.Logger, _stream, failedCount, outcomes.Find(o => o.Error is PlatformException).Error!.Message);
        }
        _context.Buffer.Give(heldBytes);
        foreach (var outcome in outcomes) outcome.Complete();
    }
}
