using System.Diagnostics;
using System.Threading.Channels;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Topology;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>
/// Archives those shards of one stream that this archiver holds, until it holds none, is stopped or fails: feeds read the shards, one loop buffers what they read and commits records and
/// checkpoints of all of them together. The table alone decides what is archived: after any failure the loop is built anew from the table's checkpoints.
/// </summary>
internal sealed class StreamArchiver(
    StreamName stream, IStreamDirectory directory, IShardReader reader, IArchiveCatalog catalog, FieldsInference fields, ILeases leases, SettingsStore settingsStore,
    ISnapshotAnnouncer announcer, ArchiverOptions options, DescribePace pace, BufferBudget budget, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(24);

    // A child waits for a parent that another archiver reads: one GET of the table's pointer each time.
    private static readonly TimeSpan ParentLookInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<ArchiverSignal> _signals = Channel.CreateBounded<ArchiverSignal>(
        new BoundedChannelOptions(options.QueuedBatchesMax) { SingleReader = true });
    private readonly Dictionary<ShardId, ShardProgress> _shards = [];
    private readonly CommitSchedule _schedule = new(options, time.GetUtcNow());
    private volatile StreamStatus _status = StreamStatus.Of(stream, "starting");
    private StreamSettings _settings = settingsStore.DefaultsOf(stream);
    private readonly BufferShare _share = budget.Open();
    private StreamDescription? _description;
    private TableVersion? _version;
    private LeaseSnapshot? _leases;
    private DateTimeOffset _describedAt;
    private DateTimeOffset _loadedAt;
    private long _describedTimestamp, _openedTimestamp;
    private string? _error;
    private string? _settingsError;

    public StreamStatus Status => _status;

    /// <summary>Asks for a commit of everything that arrived before a time; returns once the request is queued. An archiver that has ended forgets it: whoever needs it asks again.</summary>
    public ValueTask RequestFlushAsync(DateTimeOffset upTo, CancellationToken cancellationToken) => SignalAsync(new ArchiverSignal.FlushRequested(upTo), cancellationToken);

    /// <summary>Has the settings read at once rather than with the next description of the stream.</summary>
    public ValueTask NotifySettingsChangedAsync(CancellationToken cancellationToken) => SignalAsync(new ArchiverSignal.SettingsChanged(), cancellationToken);

    /// <summary>Has the leases looked at now rather than with the next tick.</summary>
    public void NotifyLeasesChanged() => _signals.Writer.TryWrite(new ArchiverSignal.Tick());

    /// <summary>Returns when no lease of the stream is held any more.</summary>
    /// <exception cref="PlatformException">NotFound: the stream was deleted. Other kinds: start again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ticking = TickAsync(stop.Token);
        try
        {
            await RefreshSettingsAsync(cancellationToken);
            var table = await OpenTableAsync(cancellationToken);
            await LoadAsync(table, cancellationToken);
            await DescribeAsync(table, cancellationToken);
            Log.ArchivingStarted(logger, stream, _shards.Count, _version!.Version);
            await foreach (var signal in _signals.Reader.ReadAllAsync(cancellationToken))
            {
                await HandleAsync(signal, table, cancellationToken);
                if (!leases.Current.HoldsAnyOf(stream.Value) && !_shards.Values.Any(shard => shard.IsHeld)) break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ticking;
            foreach (var shard in _shards.Values) await StopFeedAsync(shard);
            // Nobody takes from the queue any more: whoever waits for room would wait for ever.
            _signals.Writer.TryComplete();
            while (_signals.Reader.TryRead(out var signal)) if (signal is ArchiverSignal.BatchRead left) Drop(left);
            foreach (var shard in _shards.Values) shard.Reset(shard.Committed);
            _share.Dispose();
        }
    }

    private long BufferedBytes => _shards.Values.Sum(shard => shard.BufferedBytes);

    private IReadOnlyList<ShardProgress> ActiveShards => [.. _shards.Values.Where(shard => shard.IsActive)];

    private StreamIncarnation Incarnation => new(stream, _description!.CreatedAt);

    private async Task HandleAsync(ArchiverSignal signal, IArchiveTable table, CancellationToken cancellationToken)
    {
        switch (signal)
        {
            case ArchiverSignal.BatchRead read:
                await BufferAsync(read);
                break;
            case ArchiverSignal.FeedFailed(var feed, var error):
                await RetryLaterAsync(feed, error);
                break;
            case ArchiverSignal.FlushRequested(var upTo):
                _schedule.FlushRequested(upTo);
                break;
            case ArchiverSignal.SettingsChanged:
                await RefreshSettingsAsync(cancellationToken);
                break;
            case ArchiverSignal.Tick when time.GetUtcNow() - _describedAt >= DescribeInterval:
                await RefreshSettingsAsync(cancellationToken);
                await DescribeAsync(table, cancellationToken);
                break;
        }
        await ApplyLeasesAsync(table, cancellationToken);
        if (!_settings.Enabled) foreach (var shard in _shards.Values) await StopFeedAsync(shard);
        _share.BufferedBytes = BufferedBytes;
        if (_schedule.IsDue(ActiveShards, _settings, _share.IsAskedFor, time.GetUtcNow())) await CommitReadAsync(table, cancellationToken);
        _share.BufferedBytes = BufferedBytes;
        if (_settings.Enabled) await StartFeedsAsync(table, cancellationToken);
        _status = ReportStatus(table);
    }

    // A stream that is being created lists no shards yet, and its first records do not wait for the next round.
    private TimeSpan DescribeInterval => _description!.Status == "CREATING" && options.RetryDelay < pace.Interval ? options.RetryDelay : pace.Interval;

    // What cannot be read, or means nothing, changes nothing: the settings known last stay in force.
    private async Task RefreshSettingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            _settings = (await settingsStore.LoadAsync(stream, cancellationToken)).Effective;
            _settingsError = null;
        }
        catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Data)
        {
            if (_settingsError != error.Message) Log.SettingsNotRead(logger, stream, error.Message);
            _settingsError = error.Message;
        }
    }

    private async Task<IArchiveTable> OpenTableAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_settings.Prefix is { } prefix) await catalog.PlaceAsync(stream, prefix, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Conflict)
        {
            Log.PrefixIgnored(logger, stream, error.Message);
        }
        return await catalog.OpenOrCreateAsync(stream, cancellationToken);
    }

    private async ValueTask SignalAsync(ArchiverSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await _signals.Writer.WriteAsync(signal, cancellationToken);
        }
        catch (ChannelClosedException) { }
    }

    private async Task BufferAsync(ArchiverSignal.BatchRead read)
    {
        var batch = read.Batch;
        // A feed that was stopped may have left a batch in the queue: its records are read again by its successor.
        if (_shards.GetValueOrDefault(batch.ShardId) is not { } shard || shard.Feed != read.Feed)
        {
            Drop(read);
            return;
        }
        _error = null;
        _openedTimestamp = Math.Max(_openedTimestamp, batch.OpenedTimestamp);
        var bufferedBefore = shard.BufferedRecordCount;
        shard.Add(batch, read.Room);
        ArchiverTelemetry.Behind.Record(batch.BehindLatest.TotalSeconds);
        if (shard.BufferedRecordCount > bufferedBefore) _schedule.RecordsBuffered(time.GetUtcNow());
        if (batch.Gap is { } gap) ReportGap(shard.ShardId, gap.From, gap.To);
        if (batch.IsEndOfShard) await StopFeedAsync(shard);
    }

    private static void Drop(ArchiverSignal.BatchRead read)
    {
        read.Batch.Dispose();
        read.Room.Dispose();
    }

    private async Task RetryLaterAsync(ShardFeed feed, Exception error)
    {
        if (_shards.Values.FirstOrDefault(candidate => candidate.Feed == feed) is not { } shard) return;
        if (error is not PlatformException known) throw new PlatformException(FailureKind.Internal, $"Reading shard {shard.ShardId} of stream {stream} failed.", error);
        if (known.Kind is not (FailureKind.Unavailable or FailureKind.NotFound)) throw known;
        _error = error.Message;
        Log.ShardFailed(logger, stream, shard.ShardId, options.RetryDelay.TotalSeconds, error.Message);
        await StopFeedAsync(shard);
        shard.StartAfter = time.GetUtcNow() + options.RetryDelay;
        _describedAt = default;
    }

    private async Task DescribeAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        // Before the stream is described, not after: a shard that is in the table then is one that the stream lists, or no longer does.
        if (_shards.Values.Any(shard => shard is { IsHeld: false, Committed: not { IsEnded: true } })) await LoadAsync(table, cancellationToken);
        var askedTimestamp = time.GetTimestamp();
        var description = await directory.DescribeAsync(stream, cancellationToken);
        if (description is null)
        {
            await SaveAsync(table, DateTimeOffset.MaxValue, cancellationToken);
            throw new PlatformException(FailureKind.NotFound, $"There is no stream {stream} in this account and region.");
        }
        if (_description is not null && !StreamIncarnation.IsSame(_description.CreatedAt, description.CreatedAt))
        {
            await SaveAsync(table, description.CreatedAt, cancellationToken);
            throw new PlatformException(FailureKind.Conflict, $"Stream {stream} was deleted and created again: archiving starts afresh.");
        }
        _description = description;
        _describedAt = time.GetUtcNow();
        _describedTimestamp = askedTimestamp;
        foreach (var shard in description.Shards)
            _shards.TryAdd(shard.Id, new ShardProgress(shard.Id, Checkpoints?.GetValueOrDefault(shard.Id), _describedAt));
        foreach (var checkpoint in Checkpoints?.Values ?? [])
            if (!checkpoint.IsEnded) _shards.TryAdd(checkpoint.ShardId, new ShardProgress(checkpoint.ShardId, checkpoint, _describedAt));
        // Before there are any checkpoints archiving has not begun.
        if (_version!.Checkpoints is not null) AddUnseenParents(description);
        await ForgetShardsAsync(table, description, cancellationToken);
        await EndVanishedShardsAsync(description);
        ReportShards();
    }

    private IReadOnlyDictionary<ShardId, ShardCheckpoint>? Checkpoints => _version!.CheckpointsOf(_description!.CreatedAt)?.Shards;

    private async Task LoadAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        SetVersion(await table.LoadAsync(cancellationToken));
        _loadedAt = time.GetUtcNow();
        await DropForgottenAsync();
    }

    private void SetVersion(TableVersion version)
    {
        _version = version;
        foreach (var shard in _shards.Values.Where(shard => !shard.IsHeld)) shard.Reset(Checkpoints?.GetValueOrDefault(shard.ShardId));
    }

    // The map of a stream that is resharded for years would fill with shards that are long gone, and every commit writes it.
    private async Task ForgetShardsAsync(IArchiveTable table, StreamDescription description, CancellationToken cancellationToken)
    {
        var listed = description.Shards.ToDictionary(shard => shard.Id, shard => shard.Parents);
        // They are to be told from those that were archived and forgotten: as long as their gaps are not in the table, they count as listed.
        foreach (var unseen in UnseenParents(description)) listed.TryAdd(unseen, []);
        if (IsListedInFull(description) && _version!.CheckpointsOf(description.CreatedAt)?.Forgettable(listed) is { Count: > 0 })
        {
            try { SetVersion(await table.ForgetShardsAsync(Incarnation, listed, cancellationToken)); }
            catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                // Nothing waits for it: with the next description.
            }
        }
        await DropForgottenAsync();
    }

    // By this archiver or another: there is nothing to read in them, and nothing waits for them.
    private async Task DropForgottenAsync()
    {
        if (_description is null || _version!.CheckpointsOf(_description.CreatedAt) is not { ForgottenUpTo: not null } map) return;
        foreach (var shard in _shards.Values.Where(shard => map.IsForgotten(shard.ShardId)).ToList())
        {
            await StopFeedAsync(shard);
            shard.Reset(null);
            _shards.Remove(shard.ShardId);
        }
    }

    /// <summary>Lets go of shards that other archivers hold now, and takes up those that are new to this one.</summary>
    private async Task ApplyLeasesAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        var current = leases.Current;
        if (ReferenceEquals(current, _leases)) return;
        var held = current.HeldOf(stream.Value);
        var lost = _shards.Values.Where(shard => shard.IsHeld && !held.Contains(shard.ShardId.Value)).ToList();
        var isGained = held.Any(name => !_shards.TryGetValue(new(name), out var shard) || !shard.IsHeld);
        if (lost.Count > 0) await LetGoAsync(lost, table, cancellationToken);
        if (isGained) await TakeUpAsync(held, table, cancellationToken);
        _leases = current;
    }

    // What was read of them is committed: it is refused where their new reader was faster, and else spares it the reading.
    private async Task LetGoAsync(List<ShardProgress> lost, IArchiveTable table, CancellationToken cancellationToken)
    {
        foreach (var shard in lost) await StopFeedAsync(shard);
        if (lost.Any(shard => shard.ToAppend() is not null)) await CommitReadAsync(table, cancellationToken);
        foreach (var shard in lost)
        {
            shard.IsHeld = false;
            shard.Reset(Checkpoints?.GetValueOrDefault(shard.ShardId));
        }
        Log.ShardsLetGo(logger, stream, lost.Count, _shards.Values.Count(shard => shard.IsHeld));
    }

    private async Task TakeUpAsync(IReadOnlySet<string> held, IArchiveTable table, CancellationToken cancellationToken)
    {
        await LoadAsync(table, cancellationToken);
        // Another archiver knew of shards that this one has not seen yet.
        if (held.Any(name => !_shards.ContainsKey(new(name)))) await DescribeAsync(table, cancellationToken);
        var taken = _shards.Values.Where(shard => !shard.IsHeld && held.Contains(shard.ShardId.Value)).ToList();
        foreach (var shard in taken) shard.IsHeld = true;
        await EndVanishedShardsAsync(_description!);
        ReportShards();
        Log.ShardsTakenUp(logger, stream, taken.Count, _shards.Values.Count(shard => shard.IsHeld));
    }

    private void ReportShards()
    {
        var ended = _shards.Values.Where(shard => shard.Committed is { IsEnded: true }).Select(shard => shard.ShardId.Value).ToHashSet();
        // Neither in the stream nor unfinished in the table: there is nothing in it.
        var unknown = IsListedInFull(_description!) ? leases.Current.HeldOf(stream.Value).Where(name => !_shards.ContainsKey(new(name))) : [];
        leases.Report(stream.Value, _shards.Keys.Select(shard => shard.Value).Where(name => !ended.Contains(name)), ended.Concat(unknown));
    }

    // A stream that is being deleted lists no shards, nor does one that is being created.
    private static bool IsListedInFull(StreamDescription description) => description.Status is "ACTIVE" or "UPDATING";

    // The stream is gone: what was read of it can be read by nobody again. A shard that may hold records of the stream created after it is left out: they come again.
    private async Task SaveAsync(IArchiveTable table, DateTimeOffset createdAgainAt, CancellationToken cancellationToken)
    {
        while (_signals.Reader.TryRead(out var signal))
            if (signal is ArchiverSignal.BatchRead read) await BufferAsync(read);
        foreach (var shard in _shards.Values.Where(shard => shard.HoldsArrivalsSince(createdAgainAt))) shard.Reset(shard.Committed);
        await CommitAsync(table, cancellationToken);
    }

    private void AddUnseenParents(StreamDescription description)
    {
        foreach (var parent in UnseenParents(description)) _shards.TryAdd(parent, new ShardProgress(parent, null, _describedAt));
    }

    // A parent that neither the stream nor the table knows came and went while nobody archived. When its child has a checkpoint, that is settled.
    private List<ShardId> UnseenParents(StreamDescription description)
    {
        bool IsKnown(ShardId shard) => Checkpoints is { } checkpoints && (checkpoints.ContainsKey(shard) || _version!.Checkpoints!.IsForgotten(shard));
        return [.. description.Shards.Where(shard => !IsKnown(shard.Id)).SelectMany(shard => shard.Parents).Where(parent => !IsKnown(parent))];
    }

    // Kinesis lists a closed shard until its last record has passed the retention: one that is gone while we were not finished took records with it.
    // One that was read within the shortest retention there is cannot have gone that way: what we know of the stream's shards is older than the shard.
    private async Task EndVanishedShardsAsync(StreamDescription description)
    {
        // What is left of a stream that is being deleted is still read.
        if (!IsListedInFull(description)) return;
        var listed = description.Shards.Select(shard => shard.Id).ToHashSet();
        foreach (var shard in _shards.Values.Where(shard => shard is { IsHeld: true, IsRead: false } && !listed.Contains(shard.ShardId) && !(shard.ReadUpTo > _describedAt - RetentionMin)))
        {
            await StopFeedAsync(shard);
            var gap = shard.EndWithGap(description.CreatedAt, _describedAt - description.Retention);
            ReportGap(shard.ShardId, gap.From, gap.To);
        }
    }

    // Order per partition key: a child is read only when its parents' records are in the table.
    private async Task StartFeedsAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_shards.Values.Any(shard => shard is { IsHeld: true, IsBlocked: true }) && _shards.Values.Any(shard => shard is { IsHeld: false, Committed: not { IsEnded: true } }) && now - _loadedAt >= ParentLookInterval)
            await LoadAsync(table, cancellationToken);
        var archived = _shards.Values.Where(shard => shard.Committed is { IsEnded: true }).Select(shard => shard.ShardId).ToHashSet();
        var readable = ShardLineage.Readable(_description!.Shards, archived).ToDictionary(shard => shard.Id);
        foreach (var shard in _shards.Values.Where(shard => shard.IsHeld))
        {
            shard.IsBlocked = !shard.IsRead && !readable.ContainsKey(shard.ShardId);
            if (shard is { IsBlocked: false, Feed: null, IsRead: false } && shard.StartAfter <= now)
                shard.Feed = ShardFeed.Start(reader, stream, shard.ShardId, shard.NextPosition(UnreadSince(readable[shard.ShardId])), _signals.Writer, _share, time, cancellationToken);
        }
    }

    // When nothing of a shard that was never read was lost yet, as far as the table can tell: its parents were last read then, or archiving began, or the stream.
    private DateTimeOffset UnreadSince(ShardDescription shard)
    {
        if (_version!.Checkpoints is not { } map) return _version.CommittedAt;
        var parents = Checkpoints?.Values.Where(checkpoint => shard.Parents.Contains(checkpoint.ShardId)).ToList() ?? [];
        return parents.Count > 0 ? parents.Select(checkpoint => LastRead(checkpoint, map)).Min() : _description!.CreatedAt;
    }

    // The checkpoint of a shard that vanished is at the end of its gap.
    private static DateTimeOffset LastRead(ShardCheckpoint checkpoint, CheckpointMap map) =>
        map.Gaps.FirstOrDefault(gap => checkpoint.IsEnded && gap.ShardId == checkpoint.ShardId && gap.To == checkpoint.ReadUpTo)?.From ?? checkpoint.ReadUpTo;

    // What was read by an iterator that is younger than the stream's description may be of a stream created again under the same name.
    private async Task CommitReadAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        if (_openedTimestamp >= _describedTimestamp) await DescribeAsync(table, cancellationToken);
        await CommitAsync(table, cancellationToken);
    }

    private async Task CommitAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        var appends = _shards.Values.Select(shard => shard.ToAppend()).OfType<ShardAppend>().ToList();
        if (appends.Count > 0)
        {
            // One trace from the encoding through the commit to whoever hears of it.
            using var activity = ArchiverTelemetry.Source.StartActivity("archive.commit");
            activity?.SetTag("kinesisplatform.stream", stream.Value);
            // Now: once the append is in the table, its records' bytes are gone.
            var observer = _settings.Maintenance.Enabled ? fields.ObserveFirst(_version!, appends.SelectMany(append => append.Records)) : null;
            var (result, elapsed) = await AppendAsync(table, appends, cancellationToken);
            await ApplyAsync(table, result, appends, elapsed, cancellationToken);
            if (observer is not null && _version!.Fields is null) await AddFieldsAsync(table, observer, cancellationToken);
        }
        _schedule.Committed(ActiveShards, time.GetUtcNow());
        _error = null;
    }

    // Repeating the very same append is safe: the table takes each shard only from the checkpoint it starts at. Meanwhile nothing is read: memory stays bounded.
    private async Task<(AppendResult Result, TimeSpan Elapsed)> AppendAsync(IArchiveTable table, List<ShardAppend> appends, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var started = time.GetTimestamp();
                return (await table.AppendAsync(Incarnation, appends, cancellationToken), time.GetElapsedTime(started));
            }
            catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                Activity.Current?.SetStatus(ActivityStatusCode.Error, error.Message);
                _error = error.Message;
                _status = ReportStatus(table);
                Log.CommitFailed(logger, stream, appends.Sum(append => append.Records.Count), options.RetryDelay.TotalSeconds, error.Message);
            }
            await Task.Delay(options.RetryDelay, time, cancellationToken);
        }
    }

    private async Task ApplyAsync(IArchiveTable table, AppendResult result, List<ShardAppend> appends, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        SetVersion(result.Version);
        var committed = result.Committed.ToHashSet();
        foreach (var append in appends)
        {
            var shard = _shards[append.To.ShardId];
            if (committed.Contains(shard.ShardId)) shard.Complete(append);
            else await RestartAsync(shard);
        }
        await DropForgottenAsync();
        if (result.Rejected.Count > 0) Log.ShardsRejected(logger, stream, string.Join(", ", result.Rejected));
        var records = appends.Where(append => committed.Contains(append.To.ShardId)).Sum(append => append.Records.Count);
        if (records > 0)
        {
            ArchiverTelemetry.Records.Add(records);
            ArchiverTelemetry.CommitDuration.Record(elapsed.TotalSeconds);
            Log.Committed(logger, stream, records, result.Version.Version, (long)elapsed.TotalMilliseconds);
        }
        if (committed.Count > 0) await announcer.AnnounceAsync(stream, result.Version, cancellationToken);
        // A shard that ended has children to start: they may not be listed in what we know.
        if (appends.Any(append => append.To.IsEnded)) await DescribeAsync(table, cancellationToken);
    }

    private async Task AddFieldsAsync(IArchiveTable table, PayloadObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            await fields.EvolveAsync(table, null, observer, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
        {
            // Nothing waits for it: with the next commit, or the first merge.
        }
    }

    private async Task RestartAsync(ShardProgress shard)
    {
        await StopFeedAsync(shard);
        shard.Reset(Checkpoints?.GetValueOrDefault(shard.ShardId));
    }

    private static async Task StopFeedAsync(ShardProgress shard)
    {
        if (shard.Feed is not { } feed) return;
        shard.Feed = null;
        await feed.DisposeAsync();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            // A full queue needs no tick: what is in it drives the loop.
            do _signals.Writer.TryWrite(new ArchiverSignal.Tick());
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) { }
    }

    private void ReportGap(ShardId shard, DateTimeOffset from, DateTimeOffset to)
    {
        ArchiverTelemetry.Gaps.Add(1);
        Log.Gap(logger, stream, shard, from, to);
    }

    private StreamStatus ReportStatus(IArchiveTable table) => new(
        stream.Value, _error is not null ? "retrying" : _settings.Enabled ? "running" : "paused",
        (long)_shards.Values.Select(shard => shard.BehindLatest).DefaultIfEmpty().Max().TotalMilliseconds,
        BufferedBytes, _shards.Values.Sum(shard => shard.BufferedRecordCount),
        _version!.Version, _version.RecordCount, _version.CommittedAt, _version.Checkpoints?.GapCount ?? 0,
        [.. _shards.Values.OrderBy(shard => shard.ShardId).Select(shard => new ShardStatus(
            shard.ShardId.Value, shard.Committed?.Last?.ToString(), shard.Committed?.IsEnded ?? false, shard.ReadUpTo, shard.Committed?.ReadUpTo, shard.BufferedRecordCount)
        {
            Worker = leases.Current.Holders.GetValueOrDefault(new(stream.Value, shard.ShardId.Value)),
        })],
        _error ?? _settingsError)
    {
        Settings = SettingsView.Of(_settings, table.Location),
        UnarchivedSince = UnarchivedRecords.Since(_shards, _description!.Shards, time.GetUtcNow() - 2 * options.IdleCommitInterval) ?? time.GetUtcNow(),
        Retention = _description.Retention,
    };
}
