using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Loss;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Runs one stream's archiver again and again: each failure starts a new one, which begins from the table.</summary>
internal sealed class SupervisedStream
{
    private readonly CancellationTokenSource _stop;
    private readonly LossWatch _loss;
    private volatile StreamArchiver _archiver;
    private volatile string? _error;
    private volatile bool _isGone;
    private volatile bool _isLetGo;
    private Task _run = Task.CompletedTask;

    private SupervisedStream(StreamArchiver first, LossWatch loss, CancellationToken cancellationToken)
    {
        (_archiver, _loss) = (first, loss);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public StreamStatus Status
    {
        get
        {
            var status = _archiver.Status;
            if (_error is { } error) status = status with { State = "retrying", Error = error };
            // A stream that is gone holds nothing that could be lost.
            return Danger is { } danger ? status with { IteratorAgeSeconds = (long)danger.IteratorAge.TotalSeconds, RetentionUsed = danger.RetentionUsed } : status;
        }
    }

    /// <summary>Null while nothing is known of it.</summary>
    public LossDanger? Danger => _isGone ? null : _loss.Observe(_archiver.Status);

    /// <summary>The archiver found no such stream and has ended: nothing that was read of it is still to be committed.</summary>
    public bool IsGone => _isGone;

    /// <summary>The archiver has ended because other archivers hold all of the stream.</summary>
    public bool IsLetGo => _isLetGo;

    public static SupervisedStream Start(StreamName stream, Func<StreamArchiver> create, Action ended, ArchiverOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var supervised = new SupervisedStream(create(), new(stream, options, time, logger), cancellationToken);
        supervised._run = supervised.RunAsync(stream, create, ended, options, time, logger);
        return supervised;
    }

    public ValueTask RequestFlushAsync(DateTimeOffset upTo, CancellationToken cancellationToken) => _archiver.RequestFlushAsync(upTo, cancellationToken);

    public ValueTask NotifySettingsChangedAsync(CancellationToken cancellationToken) => _archiver.NotifySettingsChangedAsync(cancellationToken);

    public void NotifyLeasesChanged() => _archiver.NotifyLeasesChanged();

    /// <summary>Logs when the danger of loss has changed.</summary>
    public void ReportDanger()
    {
        if (!_isGone) _loss.Report(_archiver.Status);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(StreamName stream, Func<StreamArchiver> create, Action ended, ArchiverOptions options, TimeProvider time, ILogger logger)
    {
        try
        {
            while (true)
            {
                var delay = await RunOnceAsync(stream, options, logger);
                if (delay is null)
                {
                    ended();
                    return;
                }
                await Task.Delay(delay.Value, time, _stop.Token);
                _archiver = create();
                (_error, _isGone) = (null, false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
    }

    /// <returns>How long to wait before the next attempt; null when there is nothing left to do.</returns>
    private async Task<TimeSpan?> RunOnceAsync(StreamName stream, ArchiverOptions options, ILogger logger)
    {
        try
        {
            await _archiver.RunAsync(_stop.Token);
            _isLetGo = true;
            return null;
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
