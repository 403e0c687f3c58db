using System.Globalization;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>
/// Dates and times of results: .NET's, or DuckDB's text where .NET's types end (<c>infinity</c>, <c>10000-01-01</c>, <c>0044-03-15 (BC)</c>, <c>24:00:00</c>).
/// PostgreSQL counts days and microseconds from 2000-01-01; its greatest value is infinity, its least -infinity.
/// </summary>
internal static class PgTime
{
    private const long MicrosecondsPerDay = 86_400_000_000;
    private static readonly DateTime Epoch = new(2000, 1, 1);
    private static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;

    public static int Days(object date) => date switch
    {
        DateOnly day => day.DayNumber - EpochDay,
        "infinity" => int.MaxValue,
        "-infinity" => int.MinValue,
        string text => checked((int)DaysOf(text)),
        _ => throw Unexpected(date),
    };

    public static long Microseconds(object timestamp) => timestamp switch
    {
        DateTime time => (time.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        DateTimeOffset time => (time.UtcTicks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        "infinity" => long.MaxValue,
        "-infinity" => long.MinValue,
        string text => checked(DaysOf(text) * MicrosecondsPerDay + TimeOf(text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..])),
        _ => throw Unexpected(timestamp),
    };

    public static long TimeMicroseconds(object time) => time switch
    {
        TimeOnly of => of.Ticks / TimeSpan.TicksPerMicrosecond,
        string text => TimeOf(text),
        _ => throw Unexpected(time),
    };

    /// <summary>PostgreSQL counts a zone's seconds to the west.</summary>
    public static (long Microseconds, int SecondsWest) TimeTz(string text)
    {
        var at = text.LastIndexOfAny(['+', '-']);
        var parts = text[(at + 1)..].Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).Concat([0, 0]).ToList();
        var seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
        return (TimeOf(text[..at]), text[at] == '+' ? -seconds : seconds);
    }

    public static string Text(object value) => value switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF'+00'", CultureInfo.InvariantCulture),
        string text => text.Replace("(BC)", "BC", StringComparison.Ordinal),
        _ => throw Unexpected(value),
    };

    // 10000-01-01 12:00:00+00 (BC)
    private static long DaysOf(string text)
    {
        var parts = text.Split(' ')[0].Split('-').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToList();
        var year = text.EndsWith("(BC)", StringComparison.Ordinal) ? 1 - parts[0] : parts[0];
        // The proleptic Gregorian calendar repeats every 400 years of 146097 days.
        var cycle = (long)Math.Floor((year - 1) / 400.0);
        return cycle * 146_097 + new DateOnly((int)(year - cycle * 400), (int)parts[1], (int)parts[2]).DayNumber - EpochDay;
    }

    // 12:00:00.123456+00 (BC)
    private static long TimeOf(string text)
    {
        var clock = text.Split(' ', '+')[0].Split(':');
        var seconds = decimal.Parse(clock[2], CultureInfo.InvariantCulture);
        return (long.Parse(clock[0], CultureInfo.InvariantCulture) * 3600 + long.Parse(clock[1], CultureInfo.InvariantCulture) * 60) * 1_000_000 + (long)(seconds * 1_000_000);
    }

    private static InvalidOperationException Unexpected(object value) => new($"A {value.GetType().Name} is no date or time.");
}
