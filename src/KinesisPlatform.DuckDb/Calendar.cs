using System.Globalization;

namespace KinesisPlatform.DuckDb;

/// <summary>
/// DuckDB's dates and times as .NET's; as DuckDB's text where .NET's types end (infinity, years beyond 1-9999, fractions of 100 ns, 24:00).
/// DuckDB counts days, or parts of seconds, from 1970-01-01; the greatest value is infinity, its negative -infinity.
/// </summary>
internal static class Calendar
{
    private const long NanosecondsPerDay = 86_400_000_000_000;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static object Date(int days) => days switch
    {
        int.MaxValue => "infinity",
        -int.MaxValue => "-infinity",
        _ when days + (long)EpochDay is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber => DateOnly.FromDayNumber((int)number),
        _ => DateText(days),
    };

    public static object Time(long nanoseconds) =>
        nanoseconds < NanosecondsPerDay && nanoseconds % 100 == 0 ? new TimeOnly(nanoseconds / 100) : TimeText(nanoseconds);

    /// <param name="bits">Microseconds above, 24 bits of inverted offset in seconds below (so that the values sort by UTC).</param>
    public static string TimeWithOffset(ulong bits)
    {
        const int OffsetSecondsMax = 16 * 60 * 60 - 1;
        var offset = OffsetSecondsMax - (int)(bits & 0xFFFFFF);
        var (hours, minutes, seconds) = (Math.Abs(offset) / 3600, Math.Abs(offset) / 60 % 60, Math.Abs(offset) % 60);
        var tail = seconds != 0 ? $":{minutes:D2}:{seconds:D2}" : minutes != 0 ? $":{minutes:D2}" : "";
        return $"{TimeText((long)(bits >> 24) * 1000)}{(offset < 0 ? '-' : '+')}{hours:D2}{tail}";
    }

    public static object Timestamp(long value, long unitsPerSecond, bool isUtc)
    {
        if (value is long.MaxValue or -long.MaxValue) return value > 0 ? "infinity" : "-infinity";
        var (seconds, fraction) = Math.DivRem(value, unitsPerSecond);
        if (fraction < 0) (seconds, fraction) = (seconds - 1, fraction + unitsPerSecond);
        var nanoseconds = fraction * (1_000_000_000 / unitsPerSecond);
        if (nanoseconds % 100 != 0 || seconds < -62135596800 || seconds > 253402300799) return TimestampText(seconds, nanoseconds, isUtc);
        var time = new DateTime(DateTime.UnixEpoch.Ticks + seconds * TimeSpan.TicksPerSecond + nanoseconds / 100, DateTimeKind.Unspecified);
        return isUtc ? (object)new DateTimeOffset(time, TimeSpan.Zero) : time;
    }

    public static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static int Days(DateOnly date) => date.DayNumber - EpochDay;

    public static DateTimeOffset FromMicroseconds(long microseconds) => new(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string TimestampText(long seconds, long nanoseconds, bool isUtc)
    {
        var days = Math.DivRem(seconds, 86_400, out var inDay);
        if (inDay < 0) (days, inDay) = (days - 1, inDay + 86_400);
        var date = DateText(days);
        var (era, suffix) = date.EndsWith(" (BC)", StringComparison.Ordinal) ? (date[..^5], " (BC)") : (date, "");
        return $"{era} {TimeText(inDay * 1_000_000_000 + nanoseconds)}{(isUtc ? "+00" : "")}{suffix}";
    }

    private static string TimeText(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, 1_000_000_000, out var fraction);
        var text = $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}";
        if (fraction == 0) return text;
        var digits = fraction.ToString("D9", CultureInfo.InvariantCulture);
        return $"{text}.{(fraction % 1000 == 0 ? digits[..6].TrimEnd('0') : digits)}";
    }

    // The proleptic Gregorian calendar repeats every 400 years of 146097 days.
    private static string DateText(long days)
    {
        var (cycle, day) = Math.DivRem(days + EpochDay, 146_097);
        if (day < 0) (cycle, day) = (cycle - 1, day + 146_097);
        var date = DateOnly.FromDayNumber((int)day);
        var year = date.Year + cycle * 400;
        return year > 0 ? $"{year:D4}-{date.Month:D2}-{date.Day:D2}" : $"{1 - year:D4}-{date.Month:D2}-{date.Day:D2} (BC)";
    }
}
