namespace KinesisPlatform.Aws.Records;

/// <summary>Times and durations of answers, which come in more than one unit.</summary>
internal static class RecordTime
{
    // Some send seconds with a fraction where others send milliseconds; the ranges do not meet before the year 5138.
    private const double MillisecondsMin = 1e11;
    private const double MillisecondsMax = 2.5e14;

    /// <returns>Null: out of range.</returns>
    public static DateTimeOffset? Of(double value)
    {
        var milliseconds = value > MillisecondsMin ? value : value * 1000;
        return milliseconds is >= 0 and <= MillisecondsMax ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(milliseconds)) : null;
    }

    /// <returns>Null: out of range.</returns>
    public static TimeSpan? OfMilliseconds(double value) => value is >= 0 and <= MillisecondsMax ? TimeSpan.FromMilliseconds(value) : null;
}
