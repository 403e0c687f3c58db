using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Keeps one archiver running per selected stream: finds new streams, lets go of deleted ones, restarts what failed.</summary>
internal sealed class StreamSupervisor : BackgroundService
{
    private readonly Func<StreamName, StreamArchiver> _createArchiver;
    private readonly ArchiverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StreamSelection _selection;
    private readonly DescribePace _pace;
    private readonly LossTelemetry _telemetry;
    private readonly ConcurrentDictionary<StreamName, SupervisedStream> _streams = new();
    private readonly HashSet<StreamName> _archivedOnce = [];
    private volatile IReadOnlyList<StreamName> _missing = [];

    public StreamSupervisor(
        IStreamDirectory directory, IShardReader reader, IArchiveCatalog catalog, SettingsStore settings, ISnapshotAnnouncer announcer,
        IOptions<ArchiverOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time, _logger) = (options.Value, time, loggers.CreateLogger<StreamSupervisor>());
        (_selection, _pace, _telemetry) = (new(_options, directory), new(_options), new(Dangers));
        var budget = new BufferBudget(_options.BufferBytesTotalMax);
        var logger = loggers.CreateLogger<StreamArchiver>();
        _createArchiver = stream => new(stream, directory, reader, catalog, settings, announcer, _options, _pace, budget, time, logger);
    }

    /// <summary>Why streams could not be listed at the last attempt; null when they could.</summary>
    public string? DiscoveryError { get; private set; }

    /// <summary>Streams that the options name and that were not there since this process runs: perhaps a mistake in the options.</summary>
    public IReadOnlyList<StreamName> NeverSeen { get; private set; } = [];

    public IReadOnlyList<StreamStatus> Statuses =>
    [
        .. _streams.ToArray().Select(stream => stream.Value.Status).Concat(_missing.Where(stream => !_streams.ContainsKey(stream)).Select(stream => StreamStatus.Of(stream, "missing")))
            .OrderBy(status => status.Stream, StringComparer.Ordinal),
    ];

    public StreamStatus? StatusOf(StreamName stream) =>
        _streams.GetValueOrDefault(stream)?.Status ?? (_missing.Contains(stream) ? StreamStatus.Of(stream, "missing") : null);

    /// <summary>The streams of which it is known, in no order.</summary>
    public IEnumerable<(StreamName Stream, LossDanger Danger)> Dangers() =>
        _streams.Select(stream => (stream.Key, stream.Value.Danger)).Where(stream => stream.Danger is not null).Select(stream => (stream.Key, stream.Danger!));

    /// <returns>False when this archiver does not archive the stream.</returns>
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await DiscoverAsync(stoppingToken);
                foreach (var stream in _streams.Values) stream.ReportDanger();
                await Task.Delay(DiscoveryError is null ? _options.DiscoveryInterval : _options.RetryDelay, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await Task.WhenAll(_streams.Values.Select(stream => stream.StopAsync()));
        }
    }

    private async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var selected = await _selection.FindAsync(_streams.Where(stream => !stream.Value.IsGone).Select(stream => stream.Key).ToHashSet(), cancellationToken);
            _pace.StreamCount = selected.Found.Count;
            foreach (var stream in selected.Found.Where(stream => !_streams.ContainsKey(stream)))
                _streams[stream] = SupervisedStream.Start(stream, () => _createArchiver(stream), _options, _time, _logger, cancellationToken);
            // A deleted stream's archiver ends by itself when it has committed what it read; stopped before that, it would lose it.
            foreach (var stream in _streams.Where(stream => stream.Value.IsGone).Select(stream => stream.Key).Except(selected.Found).ToList()) await LetGoAsync(stream);
            ReportMissing(selected);
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
        Log.ArchivingStopped(_logger, stream);
    }
}
