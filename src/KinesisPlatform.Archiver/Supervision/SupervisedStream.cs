using KinesisPlatform.Archiver.Archiving;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Runs one stream's archiver again and again: each failure starts a new one, which begins from the table.</summary>
internal sealed class SupervisedStream
{
    private readonly CancellationTokenSource _stop;
    private volatile StreamArchiver _archiver;
    private volatile string? _error;
    private volatile bool _isGone;
    private Task _run = Task.CompletedTask;

    private SupervisedStream(StreamArchiver first, CancellationToken cancellationToken)
    {
        _archiver = first;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public StreamStatus Status => _error is { } error ? _archiver.Status with { State = "retrying", Error = error } : _archiver.Status;

    /// <summary>The archiver found no such stream and has ended: nothing that was read of it is still to be committed.</summary>
    public bool IsGone => _isGone;

    public static SupervisedStream Start(StreamName stream, Func<StreamArchiver> create, ArchiverOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var supervised = new SupervisedStream(create(), cancellationToken);
        supervised._run = supervised.RunAsync(stream, create, options, time, logger);
        return supervised;
    }

    public ValueTask RequestFlushAsync(DateTimeOffset upTo, CancellationToken cancellationToken) => _archiver.RequestFlushAsync(upTo, cancellationToken);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(StreamName stream, Func<StreamArchiver> create, ArchiverOptions options, TimeProvider time, ILogger logger)
    {
        try
        {
            while (true)
            {
                var delay = await RunOnceAsync(stream, options, logger);
                await Task.Delay(delay, time, _stop.Token);
                _archiver = create();
                (_error, _isGone) = (null, false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
    }

    /// <returns>How long to wait before the next attempt.</returns>
    private async Task<TimeSpan> RunOnceAsync(StreamName stream, ArchiverOptions options, ILogger logger)
    {
        try
        {
            await _archiver.RunAsync(_stop.Token);
        }
        catch (PlatformException error) when (error.Kind != FailureKind.Internal)
        {
            var delay = error.Kind == FailureKind.NotFound ? options.DiscoveryInterval : options.RetryDelay;
            (_error, _isGone) = (error.Message, error.Kind == FailureKind.NotFound);
            Log.StreamFailed(logger, stream, delay.TotalSeconds, error.Message);
            return delay;
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            _error = "An unexpected error; the service's log has it.";
            Log.StreamFaulted(logger, error, stream, options.RetryDelay.TotalSeconds);
        }
        return options.RetryDelay;
    }
}
