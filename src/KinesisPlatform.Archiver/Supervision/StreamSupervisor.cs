using System.Collections.Concurrent;
using System.Threading.Channels;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Leases;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Keeps one archiver running per selected stream of which this process holds any shard: finds new streams, lets go of deleted ones and of those that others hold, restarts what failed.</summary>
internal sealed class StreamSupervisor : BackgroundService
{
    private readonly Func<StreamName, StreamArchiver> _createArchiver;
    private readonly ArchiverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILeases _leases;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly StreamSelection _selection;
    private readonly DescribePace _pace;
    private readonly LossTelemetry _telemetry;
    private readonly ConcurrentDictionary<StreamName, SupervisedStream> _streams = new();
    private readonly HashSet<StreamName> _archivedOnce = [];
    private volatile IReadOnlyList<StreamName> _missing = [];
    private volatile IReadOnlyList<StreamName> _found = [];

    public StreamSupervisor(
        IStreamDirectory directory, IShardReader reader, IArchiveCatalog catalog, FieldsInference fields, ILeases leases, SettingsStore settings, ISnapshotAnnouncer announcer,
        IOptions<ArchiverOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time, _logger) = (options.Value, time, loggers.CreateLogger<StreamSupervisor>());
        (_selection, _pace, _telemetry) = (new(_options, directory), new(_options), new(Dangers));
        var budget = new BufferBudget(_options.BufferBytesTotalMax);
        var logger = loggers.CreateLogger<StreamArchiver>();
        _leases = leases;
        _createArchiver = stream => new(stream, directory, reader, catalog, fields, leases, settings, announcer, _options, _pace, budget, time, logger);
    }

    /// <summary>Why streams could not be listed at the last attempt; null when they could.</summary>
    public string? DiscoveryError { get; private set; }

    /// <summary>Why the other archivers' documents could not be read or written at the last attempt; null when they could.</summary>
    public string? LeaseError => _leases.Current.Error;

    /// <summary>Streams that the options name and that were not there since this process runs: perhaps a mistake in the options.</summary>
    public IReadOnlyList<StreamName> NeverSeen { get; private set; } = [];

    public IReadOnlyList<StreamStatus> Statuses =>
    [
        .. _streams.ToArray().Select(stream => stream.Value.Status)
            .Concat(_missing.Concat(_found).Where(stream => !_streams.ContainsKey(stream)).Select(StatusWithoutArchiver))
            .OrderBy(status => status.Stream, StringComparer.Ordinal),
    ];

    public StreamStatus? StatusOf(StreamName stream) =>
        _streams.GetValueOrDefault(stream)?.Status ?? (_missing.Contains(stream) || _found.Contains(stream) ? StatusWithoutArchiver(stream) : null);

    /// <summary>The streams of which it is known, in no order.</summary>
    public IEnumerable<(StreamName Stream, LossDanger Danger)> Dangers() =>
        _streams.Select(stream => (stream.Key, stream.Value.Danger)).Where(stream => stream.Danger is not null).Select(stream => (stream.Key, stream.Danger!));

    /// <returns>False when this process reads no shard of the stream.</returns>
    public async Task<bool> RequestFlushAsync(StreamName stream, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        if (_streams.GetValueOrDefault(stream) is not { } supervised) return false;
        await supervised.RequestFlushAsync(upTo, cancellationToken);
        return true;
    }

    /// <summary>Settings changed through this process take effect at once here; a stream that is not archived needs no telling.</summary>
    public ValueTask NotifySettingsChangedAsync(StreamName stream, CancellationToken cancellationToken) =>
        _streams.GetValueOrDefault(stream)?.NotifySettingsChangedAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public override void Dispose()
    {
        _telemetry.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>The service without its host, which would start it on another thread.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        _leases.Changed += SignalChange;
        try
        {
            await Task.WhenAll(KeepDiscoveringAsync(stoppingToken), KeepReconcilingAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            _leases.Changed -= SignalChange;
            await Task.WhenAll(_streams.Values.Select(stream => stream.StopAsync()));
        }
    }

    private void SignalChange() => _changes.Writer.TryWrite(true);

    private async Task KeepDiscoveringAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await DiscoverAsync(cancellationToken);
            foreach (var stream in _streams.Values) stream.ReportDanger();
            await Task.Delay(DiscoveryError is null ? _options.DiscoveryInterval : _options.RetryDelay, _time, cancellationToken);
        }
    }

    private async Task KeepReconcilingAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken)) await ReconcileAsync(cancellationToken);
    }

    /// <summary>Archivers run for what is held: those of the rest end by themselves when they have committed what they read.</summary>
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in _streams.Where(stream => stream.Value.IsLetGo).Select(stream => stream.Key).ToList()) await LetGoAsync(stream);
        // A deleted stream's archiver ends by itself when it has committed what it read; stopped before that, it would lose it.
        foreach (var stream in _streams.Where(stream => stream.Value.IsGone).Select(stream => stream.Key).Except(_found).ToList())
        {
            await LetGoAsync(stream);
            Log.ArchivingStopped(_logger, stream);
        }
        foreach (var stream in _streams.Values) stream.NotifyLeasesChanged();
        foreach (var stream in _found.Where(stream => !_streams.ContainsKey(stream) && _leases.Current.HoldsAnyOf(stream.Value)))
            _streams[stream] = SupervisedStream.Start(stream, () => _createArchiver(stream), SignalChange, _options, _time, _logger, cancellationToken);
    }

    private async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var selected = await _selection.FindAsync(_streams.Where(stream => !stream.Value.IsGone).Select(stream => stream.Key).ToHashSet(), cancellationToken);
            _pace.StreamCount = selected.Found.Count;
            ReportMissing(selected);
            _found = selected.Found;
            // A deleted stream stays this process' until its archiver has found that out and saved what it can.
            _leases.SetGroups(selected.Found.Concat(_streams.Where(stream => !stream.Value.IsGone).Select(stream => stream.Key)).Select(stream => stream.Value));
            SignalChange();
            DiscoveryError = null;
        }
        catch (PlatformException error)
        {
            DiscoveryError = error.Message;
            Log.DiscoveryFailed(_logger, _options.RetryDelay.TotalSeconds, error.Message);
        }
    }

    private void ReportMissing(SelectedStreams selected)
    {
        _archivedOnce.UnionWith(selected.Found);
        var neverSeen = selected.Missing.Where(stream => !_archivedOnce.Contains(stream)).ToList();
        foreach (var stream in neverSeen.Except(NeverSeen)) Log.StreamMissing(_logger, stream);
        (_missing, NeverSeen) = (selected.Missing, neverSeen);
    }

    private async Task LetGoAsync(StreamName stream)
    {
        if (!_streams.TryRemove(stream, out var supervised)) return;
        await supervised.StopAsync();
    }

    private StreamStatus StatusWithoutArchiver(StreamName stream)
    {
        if (_missing.Contains(stream)) return StreamStatus.Of(stream, "missing");
        var shards = _leases.Current.HoldersOf(stream.Value).Select(held => new ShardStatus(held.Name, null, false, null, null, 0) { Worker = held.Worker }).ToList();
        return StreamStatus.Of(stream, shards.Count > 0 ? "elsewhere" : "starting") with { Shards = shards };
    }
}
