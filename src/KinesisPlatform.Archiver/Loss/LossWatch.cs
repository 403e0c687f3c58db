using KinesisPlatform.Archiver.Archiving;

namespace KinesisPlatform.Archiver.Loss;

/// <summary>
/// Watches one stream for the danger of loss. It remembers what an archiver last reported: while archiving fails, or starts again and knows nothing yet, time goes on.
/// </summary>
internal sealed class LossWatch(StreamName stream, ArchiverOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private (DateTimeOffset Since, TimeSpan Retention)? _last;
    private LossLevel _reported;

    /// <summary>Takes what an archiver reports, if it reports anything.</summary>
    /// <returns>Null while nothing is known: the stream was not read yet.</returns>
    public LossDanger? Observe(StreamStatus status)
    {
        lock (_gate)
        {
            if (status is { UnarchivedSince: { } since, Retention: { } retention }) _last = (since, retention);
            return _last is { } last ? Judge(last.Since, last.Retention) : null;
        }
    }

    /// <summary>Logs when the danger has become another since the last time.</summary>
    public void Report(StreamStatus status)
    {
        if (Observe(status) is not { } danger) return;
        LossLevel before;
        lock (_gate) (before, _reported) = (_reported, danger.Level);
        if (danger.Level == before) return;
        var (ageHours, leftHours, percent) = (danger.IteratorAge.TotalHours, danger.TimeLeft.TotalHours, danger.RetentionUsed * 100);
        if (danger.Level == LossLevel.Unhealthy) Log.LossImminent(logger, stream, ageHours, percent, leftHours);
        else if (danger.Level == LossLevel.Degraded) Log.LossAhead(logger, stream, ageHours, percent, leftHours);
        else Log.LossAverted(logger, stream, percent);
    }

    private LossDanger Judge(DateTimeOffset since, TimeSpan retention)
    {
        var now = time.GetUtcNow();
        var danger = new LossDanger(now > since ? now - since : TimeSpan.Zero, retention, LossLevel.None);
        if (danger.RetentionUsed >= options.LossUnhealthyAt) return danger with { Level = LossLevel.Unhealthy };
        return danger.RetentionUsed >= options.LossDegradedAt ? danger with { Level = LossLevel.Degraded } : danger;
    }
}
