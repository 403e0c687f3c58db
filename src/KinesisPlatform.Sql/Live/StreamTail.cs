using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Sql.Live;

/// <summary>
/// Follows one stream and holds the records that the archive does not have yet. It lets go only of what a table version holds that queries have begun to use,
/// so that a version pinned afterwards, being no older, has it. Safe for concurrent callers.
/// </summary>
internal sealed class StreamTail : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    private readonly IShardReader _reader;
    private readonly TailProbe _probe;
    private readonly TailFiles _files;
    private readonly SqlOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardId, ShardTail> _shards = [];
    private readonly List<Task> _reads = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _prunedVersion;
    private long _lengthBytes;
    private bool _isFull;

    private StreamTail(StreamDescription description, IShardReader reader, TailProbe probe, TailFiles files, SqlOptions options, TimeProvider time, ILogger logger) =>
        (Stream, CreatedAt, _reader, _probe, _files, _options, _time, _logger) = (description.Name, description.CreatedAt, reader, probe, files, options, time, logger);

    public StreamName Stream { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>What workers read of it.</summary>
    public TailFiles Files => _files;

    /// <summary>The stream is gone, or another one has its name: this tail serves nobody any more.</summary>
    public bool IsDead { get; private set; }

    /// <param name="version">The archive as it is, loaded before <paramref name="description"/> was; null when there is none.</param>
    public static StreamTail Start(
        StreamDescription description, TableVersion? version, IShardReader reader, TailProbe probe, TailFiles files, SqlOptions options, TimeProvider time, ILogger logger)
    {
        var tail = new StreamTail(description, reader, probe, files, options, time, logger);
        var checkpoints = version?.CheckpointsOf(description.CreatedAt);
        lock (tail._gate) tail._prunedVersion = checkpoints is null ? 0 : version!.Version;
        tail.Follow(description, checkpoints);
        logger.TailStarted(description.Name, tail._shards.Count);
        return tail;
    }

    /// <summary>Follows shards that are new. <see cref="IsDead"/> afterwards when the description is of another stream.</summary>
    /// <param name="description">Null when there is no such stream any more.</param>
    public void Update(StreamDescription? description, TableVersion? version)
    {
        if (description is null || !StreamIncarnation.IsSame(description.CreatedAt, CreatedAt)) Kill();
        else Follow(description, version?.CheckpointsOf(CreatedAt));
    }

    /// <summary>Waits until every record that arrived before a time is held or archived.</summary>
    /// <returns>False when the tail has ended (<see cref="IsDead"/>): another is to be started.</returns>
    /// <exception cref="PlatformException">Unavailable: they cannot be had in time.</exception>
    public async Task<bool> WaitUntilReadAsync(DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.LiveWaitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (IsDead) return false;
                if (_isFull) throw Full();
                var late = _shards.Values.Where(shard => !shard.IsEnded && shard.ReadUpTo < upTo).ToList();
                if (late.Count == 0) return true;
                if (_probe.IsAvailable) late.ForEach(Ask);
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Late(upTo);
            }
        }
    }

    public LiveSlice Capture()
    {
        lock (_gate)
        {
            var open = _shards.Values.Where(shard => !shard.IsEnded).Select(shard => shard.ReadUpTo).DefaultIfEmpty(_time.GetUtcNow()).Min();
            return new(CreatedAt, [.. _shards.Values.Select(shard => shard.Capture())], _prunedVersion, open);
        }
    }

    /// <summary>Lets go of what a version holds. Queries that begin after this call must use this version or a newer one.</summary>
    public void Prune(TableVersion version)
    {
        if (version.CheckpointsOf(CreatedAt) is not { } checkpoints) return;
        lock (_gate)
        {
            if (version.Version <= _prunedVersion) return;
            _prunedVersion = version.Version;
            foreach (var shard in _shards.Values)
            {
                if (checkpoints.Shards.TryGetValue(shard.Id, out var checkpoint)) shard.Prune(checkpoint);
            }
            _lengthBytes = _shards.Values.Sum(shard => shard.LengthBytes);
            if (_lengthBytes <= _options.TailBytesMax) _isFull = false;
            Signal();
        }
        _files.Sweep();
    }

    /// <summary>Ends what waits; the tail is to be started anew.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            IsDead = true;
            Signal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _stop.CancelAsync();
        Task[] reads;
        lock (_gate) reads = [.. _reads, .. _shards.Values.Select(shard => shard.Asking)];
        await Task.WhenAll(reads).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _files.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ReadPosition StartOf(CheckpointMap? checkpoints, ShardId shard) =>
        checkpoints is not null && checkpoints.Shards.TryGetValue(shard, out var checkpoint)
            ? new ReadPosition.After(checkpoint.Last, checkpoint.ReadUpTo)
            : new ReadPosition.TrimHorizon();

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private void Follow(StreamDescription description, CheckpointMap? checkpoints)
    {
        lock (_gate)
        {
            foreach (var shard in description.Shards)
            {
                var children = description.Shards.Where(other => other.Parents.Contains(shard.Id)).Select(other => other.Id);
                var cut = LiveCut.For(checkpoints, shard.Id, children, hadCheckpoint: false);
                if (!cut.IsNothingLive) Follow(shard.Id, StartOf(checkpoints, shard.Id));
            }
        }
    }

    private void Follow(ShardId id, ReadPosition start)
    {
        if (_stop.IsCancellationRequested || _shards.ContainsKey(id)) return;
        var shard = new ShardTail(id, start);
        _shards.Add(id, shard);
        _reads.Add(Task.Run(() => ReadAsync(shard, _stop.Token)));
    }

    // Only what was read before: where nothing was, there may be a day's records.
    private void Ask(ShardTail shard)
    {
        if (_stop.IsCancellationRequested || !shard.Asking.IsCompleted || shard.Next is not ReadPosition.After position) return;
        shard.Asking = Task.Run(() => AskAsync(shard, position));
    }

    private async Task AskAsync(ShardTail shard, ReadPosition.After position)
    {
        try
        {
            if (await _probe.AskAsync(Stream, shard.Id, position, _stop.Token) is not { } upTo) return;
            lock (_gate)
            {
                shard.Advance(upTo);
                Signal();
            }
        }
        catch (OperationCanceledException) { }
        catch (PlatformException exception)
        {
            // What is pushed goes on; a query that waits for it is told if it does not.
            lock (_gate) shard.Failure ??= exception;
        }
    }

    private async Task ReadAsync(ShardTail shard, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await foreach (var batch in _reader.ReadAsync(Stream, shard.Id, shard.Next, cancellationToken))
                {
                    failures = 0;
                    // The tail copies: it keeps records for as long as queries use them, the batch's memory is needed for the next one.
                    using (batch) Take(shard, batch);
                    await RoomAsync(cancellationToken);
                    if (batch.IsEndOfShard) return;
                }
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (PlatformException exception) when (exception.Kind is FailureKind.NotFound)
            {
                // The shard, or the stream, is no longer there; what is can be had by a new tail.
                _logger.TailShardGone(Stream, shard.Id, exception);
                Kill();
                return;
            }
#pragma warning disable CA1031 // Whatever it is: queries that wait are told of it, and reading goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var delay = TimeSpan.FromMilliseconds(Math.Min(RetryDelayMax.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(failures, 10))));
                _logger.TailReadFailed(Stream, shard.Id, delay, exception);
                lock (_gate) shard.Failure = exception;
                await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Take(ShardTail shard, ShardBatch batch)
    {
        if (batch.Gap is { } gap) _logger.TailGap(Stream, shard.Id, gap.From, gap.To);
        lock (_gate)
        {
            var before = shard.LengthBytes;
            shard.Append(batch);
            _lengthBytes += shard.LengthBytes - before;
            // Children are read from their start: they have not been archived before their parent's end, which was not archived when this tail began.
            foreach (var child in batch.Children ?? []) Follow(child, new ReadPosition.TrimHorizon());
            if (!_isFull && _lengthBytes > _options.TailBytesMax)
            {
                _isFull = true;
                _logger.TailFull(Stream, _options.TailBytesMax);
            }
            Signal();
        }
    }

    // A batch that goes over the limit is kept, for it was read; nothing more is read until the archive has taken some.
    private async Task RoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_lengthBytes <= _options.TailBytesMax) return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    private PlatformException Full() => new(FailureKind.Unavailable,
        $"The live records of {Stream} that are not archived yet exceed {_options.TailBytesMax} bytes. Check that the archiver runs and keeps up, or raise {SqlOptions.SectionName}:TailBytesMax; archive('{Stream}') answers meanwhile.");

    private PlatformException Late(DateTimeOffset upTo)
    {
        lock (_gate)
        {
            return new(FailureKind.Unavailable,
                $"The live records of {Stream} could not be read up to {upTo:O} within {_options.LiveWaitMax.TotalSeconds:0.#} s. Try again; if it stays so, check that the stream's read limits leave room for this reader.",
                _shards.Values.FirstOrDefault(shard => shard.Failure is not null && shard.ReadUpTo < upTo)?.Failure);
        }
    }
}
