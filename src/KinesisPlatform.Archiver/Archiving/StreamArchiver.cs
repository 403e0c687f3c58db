using System.Threading.Channels;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>
/// Archives those shards of one stream that this archiver holds, until it holds none, is stopped or fails: feeds read the shards, one loop buffers what they read and commits records and
/// checkpoints of all of them together. The table alone decides what is archived: after any failure the loop is built anew from the table's checkpoints.
/// </summary>
internal sealed class StreamArchiver
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly IStreamDirectory _directory;
    private readonly IArchiveCatalog _catalog;
    private readonly ILeases _leases;
    private readonly SettingsStore _settingsStore;
    private readonly ArchiverOptions _options;
    private readonly DescribePace _pace;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ArchiverSignal> _signals;
    private readonly BufferShare _share;
    private readonly CommitSchedule _schedule;
    private readonly StreamState _state;
    private readonly StreamLineage _lineage;
    private readonly StreamCommitter _committer;
    private readonly ShardFeeds _feeds;
    private readonly HeldShards _held;
    private volatile StreamStatus _status;
    private string? _settingsError;

    public StreamArchiver(
        StreamName stream, IStreamDirectory directory, IShardReader reader, IArchiveCatalog catalog, FieldsInference fields, ILeases leases, SettingsStore settingsStore, ISnapshotAnnouncer announcer,
        ArchiverOptions options, DescribePace pace, BufferBudget budget, TimeProvider time, ILogger logger)
    {
        (_directory, _catalog, _leases, _settingsStore, _options, _pace, _time, _logger) = (directory, catalog, leases, settingsStore, options, pace, time, logger);
        _signals = Channel.CreateBounded<ArchiverSignal>(new BoundedChannelOptions(options.QueuedBatchesMax) { SingleReader = true });
        _share = budget.Open();
        _schedule = new(options, time.GetUtcNow());
        _state = new(stream, settingsStore.DefaultsOf(stream), time);
        _lineage = new(_state, logger);
        _committer = new(_state, _schedule, fields, announcer, options, time, logger, () => _status = ReportStatus());
        _feeds = new(_state, _lineage, _schedule, reader, _signals, _share, options, time, logger);
        _held = new(_state, _lineage, leases, DescribeAsync, CommitReadAsync, logger);
        _status = StreamStatus.Of(stream, "starting");
    }

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
            _state.Table = await OpenTableAsync(cancellationToken);
            await _state.LoadAsync(cancellationToken);
            await DescribeAsync(cancellationToken);
            Log.ArchivingStarted(_logger, _state.Stream, _state.Shards.Count, _state.Version.Version);
            await foreach (var signal in _signals.Reader.ReadAllAsync(cancellationToken))
            {
                await HandleAsync(signal, cancellationToken);
                if (!_leases.Current.HoldsAnyOf(_state.Stream.Value) && !_state.Held.Any()) break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ticking;
            await _feeds.StopAllAsync();
            // Nobody takes from the queue any more: whoever waits for room would wait for ever.
            _signals.Writer.TryComplete();
            _feeds.DropQueued();
            foreach (var shard in _state.Shards.Values) shard.Reset(shard.Committed);
            _share.Dispose();
        }
    }

    private async Task HandleAsync(ArchiverSignal signal, CancellationToken cancellationToken)
    {
        switch (signal)
        {
            case ArchiverSignal.BatchRead read:
                await _feeds.BufferAsync(read);
                break;
            case ArchiverSignal.FeedFailed(var feed, var error):
                await _feeds.RetryLaterAsync(feed, error);
                break;
            case ArchiverSignal.FlushRequested(var upTo):
                _schedule.FlushRequested(upTo);
                break;
            case ArchiverSignal.SettingsChanged:
                await RefreshSettingsAsync(cancellationToken);
                break;
            case ArchiverSignal.Tick when _time.GetUtcNow() - _state.DescribedAt >= DescribeInterval:
                await RefreshSettingsAsync(cancellationToken);
                await DescribeAsync(cancellationToken);
                break;
        }
        await _held.ApplyLeasesAsync(cancellationToken);
        if (!_state.Settings.Enabled) await _feeds.StopAllAsync();
        _share.BufferedBytes = _state.BufferedBytes;
        if (_schedule.IsDue(_state.Active, _state.Settings, _share.IsAskedFor, _time.GetUtcNow())) await CommitReadAsync(cancellationToken);
        _share.BufferedBytes = _state.BufferedBytes;
        if (_state.Settings.Enabled) await _feeds.StartAsync(cancellationToken);
        _status = ReportStatus();
    }

    // A stream that is being created lists no shards yet, and its first records do not wait for the next round.
    private TimeSpan DescribeInterval => _state.Description.Status == "CREATING" && _options.RetryDelay < _pace.Interval ? _options.RetryDelay : _pace.Interval;

    // What cannot be read, or means nothing, changes nothing: the settings known last stay in force.
    private async Task RefreshSettingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            _state.Settings = (await _settingsStore.LoadAsync(_state.Stream, cancellationToken)).Effective;
            _settingsError = null;
        }
        catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Data)
        {
            if (_settingsError != error.Message) Log.SettingsNotRead(_logger, _state.Stream, error.Message);
            _settingsError = error.Message;
        }
    }

    private async Task<IArchiveTable> OpenTableAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_state.Settings.Prefix is { } prefix) await _catalog.PlaceAsync(_state.Stream, prefix, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Conflict)
        {
            Log.PrefixIgnored(_logger, _state.Stream, error.Message);
        }
        return await _catalog.OpenOrCreateAsync(_state.Stream, cancellationToken);
    }

    private async ValueTask SignalAsync(ArchiverSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await _signals.Writer.WriteAsync(signal, cancellationToken);
        }
        catch (ChannelClosedException) { }
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        // Before the stream is described, not after: a shard that is in the table then is one that the stream lists, or no longer does.
        if (_state.WatchesOthers) await _state.LoadAsync(cancellationToken);
        var askedTimestamp = _time.GetTimestamp();
        var description = await _directory.DescribeAsync(_state.Stream, cancellationToken);
        if (description is null)
        {
            await SaveAsync(DateTimeOffset.MaxValue, cancellationToken);
            throw new PlatformException(FailureKind.NotFound, $"There is no stream {_state.Stream} in this account and region.");
        }
        if (_state.IsAnotherLife(description))
        {
            await SaveAsync(description.CreatedAt, cancellationToken);
            throw new PlatformException(FailureKind.Conflict, $"Stream {_state.Stream} was deleted and created again: archiving starts afresh.");
        }
        _state.SetDescription(description, askedTimestamp);
        await _lineage.ApplyAsync(cancellationToken);
        _held.Report();
    }

    // The stream is gone: what was read of it can be read by nobody again. A shard that may hold records of the stream created after it is left out: they come again.
    private async Task SaveAsync(DateTimeOffset createdAgainAt, CancellationToken cancellationToken)
    {
        await _feeds.BufferQueuedAsync();
        foreach (var shard in _state.Shards.Values.Where(shard => shard.HoldsArrivalsSince(createdAgainAt))) shard.Reset(shard.Committed);
        await CommitAsync(cancellationToken);
    }

    // What was read by an iterator that is younger than the stream's description may be of a stream created again under the same name.
    private async Task CommitReadAsync(CancellationToken cancellationToken)
    {
        if (_state.OpenedTimestamp >= _state.DescribedTimestamp) await DescribeAsync(cancellationToken);
        await CommitAsync(cancellationToken);
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (await _committer.CommitAsync(cancellationToken)) await DescribeAsync(cancellationToken);
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickInterval, _time);
        try
        {
            // A full queue needs no tick: what is in it drives the loop.
            do _signals.Writer.TryWrite(new ArchiverSignal.Tick());
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) { }
    }

    private StreamStatus ReportStatus() => StreamStatus.Of(_state, _leases.Current, _settingsError) with
    {
        UnarchivedSince = UnarchivedRecords.Since(_state.Shards, _state.Description.Shards, _state.UntouchedSince, _time.GetUtcNow() - 2 * _options.IdleCommitInterval) ?? _time.GetUtcNow(),
    };
}
