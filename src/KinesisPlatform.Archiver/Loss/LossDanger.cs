namespace KinesisPlatform.Archiver.Loss;

/// <summary>The oldest record of a stream that is not archived, against how long the stream keeps it.</summary>
/// <param name="IteratorAge">How long ago it arrived, or may have arrived where nothing was read since.</param>
internal sealed record LossDanger(TimeSpan IteratorAge, TimeSpan Retention, LossLevel Level)
{
    /// <summary>Of the retention, how much has passed: at 1 the record is lost.</summary>
    public double RetentionUsed => IteratorAge / Retention;

    public TimeSpan TimeLeft => IteratorAge < Retention ? Retention - IteratorAge : TimeSpan.Zero;
}
