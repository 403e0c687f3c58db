using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.DemoProducer;

/// <summary>Puts the flights onto the stream, in order, for as long as the service runs. Begins anew when it is started anew.</summary>
internal sealed class FlightProducer(
    IStreamDirectory streams, IStreamProducer producer, FlightData flights, IOptions<DemoProducerOptions> options, TimeProvider time, ILogger<FlightProducer> logger) : BackgroundService
{
    private readonly DemoProducerOptions _options = options.Value;
    private long _position;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await EnsureStreamsAsync(stoppingToken);
        using var progress = time.CreateTimer(_ => LogProgress(), null, _options.ProgressInterval, _options.ProgressInterval);
        var pace = new DemoPace(_options.RecordsPerSecond, time);
        while (true)
        {
            if (!_options.Burst) await Task.Delay(_options.Tick, time, stoppingToken);
            var count = _options.Burst ? _options.BurstRecordCount : pace.TakeDue();
            if (count > 0) await PutAsync(count, stoppingToken);
        }
    }

    /// <summary>Records that were refused are put again before any later one: order per airport is kept, at the price of a record twice when only its answer was lost.</summary>
    private async Task PutAsync(int count, CancellationToken cancellationToken)
    {
        var records = new OutgoingRecord[count];
        for (var i = 0; i < count; i++) records[i] = flights.RecordAt(_position + i);
        await RetryAsync(ct => producer.PutAsync(new(_options.Stream), records, ct), cancellationToken);
        Interlocked.Add(ref _position, count);
    }

    private async Task EnsureStreamsAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in (string[])[_options.Stream, _options.ReplayStream])
            await RetryAsync(ct => streams.EnsureAsync(new(stream), _options.ShardCount, ct), cancellationToken);
        logger.StreamsReady(_options.Stream, _options.ReplayStream);
    }

    /// <summary>For ever: a demo has nobody else to turn to, and its log says what is wrong.</summary>
    private async Task RetryAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await action(cancellationToken);
                return;
            }
            catch (PlatformException e)
            {
                logger.Retrying(e.Message);
                await Task.Delay(_options.RetryDelay, time, cancellationToken);
            }
        }
    }

    private void LogProgress()
    {
        var position = Interlocked.Read(ref _position);
        logger.Progress(position, _options.Stream, (position / flights.Count) + 1);
    }
}
