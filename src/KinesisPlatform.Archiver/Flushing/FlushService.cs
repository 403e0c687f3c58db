using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>Flushes a stream on all archivers that read it: on this one at once, on the others at their next look at the <see cref="FlushBoard"/>.</summary>
internal sealed class FlushService(StreamSupervisor supervisor, ILeases leases, FlushBoard board, IOptions<ArchiverOptions> options, TimeProvider time, ILogger<FlushService> logger) : BackgroundService
{
    // A shard may change hands while a flush is waited for: its new reader is told too.
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromMinutes(2);

    private readonly Dictionary<FlushRequest, long> _seen = [];

    /// <returns>False when no archiver that is known reads the stream.</returns>
    public async Task<bool> RequestAsync(StreamName stream, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        var isHere = await supervisor.RequestFlushAsync(stream, upTo, cancellationToken);
        var current = leases.Current;
        var isElsewhere = current.HoldersOf(stream.Value).Any(held => held.Worker != current.Worker);
        if (isElsewhere) await board.PostAsync(new(stream.Value, upTo), cancellationToken);
        return isHere || isElsewhere;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.FlushLookInterval, time);
        try
        {
            // Alone, this archiver hears of every flush itself.
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (leases.Current.LiveWorkerCount > 1) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var requests = await board.ReadAsync(cancellationToken);
            foreach (var gone in _seen.Keys.Except(requests).ToList()) _seen.Remove(gone);
            foreach (var request in requests.Where(request => StreamName.IsValid(request.Stream)))
            {
                if (_seen.TryAdd(request, time.GetTimestamp()) || time.GetElapsedTime(_seen[request]) < RepeatedFor)
                    await supervisor.RequestFlushAsync(new(request.Stream), request.UpTo, cancellationToken);
            }
        }
        catch (PlatformException error)
        {
            Log.FlushBoardFailed(logger, error.Message);
        }
    }
}
