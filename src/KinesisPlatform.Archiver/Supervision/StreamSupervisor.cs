using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Keeps one archiver running per selected stream: finds new streams, lets go of deleted ones, restarts what failed.</summary>
internal sealed class StreamSupervisor(
    IStreamDirectory directory, IShardReader reader, IArchiveCatalog catalog, ISnapshotAnnouncer announcer,
    IOptions<ArchiverOptions> options, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger<StreamSupervisor>();
    private readonly StreamSelection _selection = new(options.Value, directory);
    private readonly ConcurrentDictionary<StreamName, SupervisedStream> _streams = new();

    /// <summary>Why streams could not be listed at the last attempt; null when they could.</summary>
    public string? DiscoveryError { get; private set; }

    public IReadOnlyList<StreamStatus> Statuses => [.. _streams.OrderBy(stream => stream.Key.Value, StringComparer.Ordinal).Select(stream => stream.Value.Status)];

    public StreamStatus? StatusOf(StreamName stream) => _streams.GetValueOrDefault(stream)?.Status;

    /// <returns>False when this archiver does not archive the stream.</returns>
    public async Task<bool> RequestFlushAsync(StreamName stream, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        if (_streams.GetValueOrDefault(stream) is not { } supervised) return false;
        await supervised.RequestFlushAsync(upTo, cancellationToken);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await DiscoverAsync(stoppingToken);
                await Task.Delay(DiscoveryError is null ? options.Value.DiscoveryInterval : options.Value.RetryDelay, time, stoppingToken);
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
            var selected = (await _selection.ListAsync(cancellationToken)).ToHashSet();
            foreach (var stream in selected.Where(stream => !_streams.ContainsKey(stream)))
                _streams[stream] = SupervisedStream.Start(stream, () => CreateArchiver(stream), options.Value, time, _logger, cancellationToken);
            // A deleted stream's archiver ends by itself when it has committed what it read; stopped before that, it would lose it.
            foreach (var stream in _streams.Where(stream => stream.Value.IsGone).Select(stream => stream.Key).Except(selected).ToList()) await LetGoAsync(stream);
            DiscoveryError = null;
        }
        catch (PlatformException error)
        {
            DiscoveryError = error.Message;
            Log.DiscoveryFailed(_logger, options.Value.RetryDelay.TotalSeconds, error.Message);
        }
    }

    private async Task LetGoAsync(StreamName stream)
    {
        if (!_streams.TryRemove(stream, out var supervised)) return;
        await supervised.StopAsync();
        Log.ArchivingStopped(_logger, stream);
    }

    private StreamArchiver CreateArchiver(StreamName stream) =>
        new(stream, directory, reader, catalog, announcer, options.Value, time, loggers.CreateLogger<StreamArchiver>());
}
