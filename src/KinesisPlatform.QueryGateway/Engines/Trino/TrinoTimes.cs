using System.Globalization;
using System.Text.RegularExpressions;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// Times as Trino writes them. What .NET's types do not hold is given as text, in the form that results have: more than seven digits behind the point, years beyond 1 to 9999, and times of a zone
/// that come twice there when clocks are set back, of which Trino's text does not say which one is meant.
/// </summary>
internal static partial class TrinoTimes
{
    // Of .NET's times.
    private const int TickDigits = 7;

    public static object Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : text;

    /// <param name="text"><c>01:02:03.456</c></param>
    public static object Time(string text) => Shortened(text) is { } exact && TimeOnly.TryParseExact(exact, ["HH:mm:ss", "HH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : text;

    /// <param name="text"><c>2001-08-22 03:04:05.321</c></param>
    public static object Local(string text) => ParseLocal(text) is { } local ? local : text.Replace(' ', 'T');

    /// <param name="text"><c>2001-08-22 03:04:05.321 UTC</c>, or behind the space <c>+02:00</c> or <c>Europe/Berlin</c>.</param>
    /// <returns>The instant; its zone is lost, as with every time of this service.</returns>
    public static object Instant(string text)
    {
        var at = text.LastIndexOf(' ');
        if (at < 0 || ParseLocal(text.AsSpan(0, at)) is not { } local) return text;
        var zone = text[(at + 1)..];
        if (zone is "UTC" or "Z") return new DateTimeOffset(local, TimeSpan.Zero);
        try
        {
            if (OffsetPattern().Match(zone) is { Success: true } offset)
            {
                var span = new TimeSpan(int.Parse(offset.Groups["hours"].Value, CultureInfo.InvariantCulture), int.Parse(offset.Groups["minutes"].Value, CultureInfo.InvariantCulture), 0);
                return new DateTimeOffset(local, zone[0] == '-' ? -span : span).ToUniversalTime();
            }
            if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info) && !info.IsAmbiguousTime(local) && !info.IsInvalidTime(local)) return new DateTimeOffset(local, info.GetUtcOffset(local)).ToUniversalTime();
        }
        catch (ArgumentException)
        {
            // An instant before the year 1 or after 9999.
        }
        return text;
    }

    /// <param name="text"><c>1-2</c> or <c>-1-2</c>: years and months.</param>
    public static object Months(string text)
    {
        if (MonthsPattern().Match(text) is not { Success: true } match) throw new FormatException($"'{text}' is no interval of months.");
        var months = (Number(match, "years") * 12) + Number(match, "months");
        return new DuckDbInterval(checked((int)(match.Groups["sign"].Length > 0 ? -months : months)), 0, 0);
    }

    /// <param name="text"><c>2 03:04:05.321</c> or <c>-2 03:04:05.321</c>: days, hours, minutes, seconds.</param>
    public static object Seconds(string text)
    {
        if (SecondsPattern().Match(text) is not { Success: true } match) throw new FormatException($"'{text}' is no interval of days to seconds.");
        var milliseconds = (((Number(match, "hours") * 60) + Number(match, "minutes")) * 60_000) + (long)(decimal.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture) * 1000);
        var (days, microseconds) = (checked((int)Number(match, "days")), milliseconds * 1000);
        return match.Groups["sign"].Length > 0 ? new DuckDbInterval(0, -days, -microseconds) : new DuckDbInterval(0, days, microseconds);
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // By hand: a result has one in every row, and .NET's parser by formats takes ten times as long.
    private static DateTime? ParseLocal(ReadOnlySpan<char> text)
    {
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':' || text[16] != ':') return null;
        if (Digits(text[..4]) is not (>= 1 and var year) || Digits(text[5..7]) is not (>= 1 and <= 12 and var month) || Digits(text[8..10]) is not (>= 1 and var day) || day > DateTime.DaysInMonth(year, month)) return null;
        if (Digits(text[11..13]) is not (<= 23 and >= 0 and var hour) || Digits(text[14..16]) is not (<= 59 and >= 0 and var minute) || Digits(text[17..19]) is not (<= 59 and >= 0 and var second)) return null;
        var ticks = 0L;
        if (text.Length > 19)
        {
            var fraction = text[20..].TrimEnd('0');
            if (text[19] != '.' || text.Length == 20 || fraction.Length > TickDigits || Digits(fraction) is not (>= 0 and var value)) return null;
            ticks = value;
            for (var i = fraction.Length; i < TickDigits; i++) ticks *= 10;
        }
        return new DateTime(year, month, day, hour, minute, second).AddTicks(ticks);
    }

    /// <returns>-1 for anything else than digits; 0 for none.</returns>
    private static int Digits(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character)) return -1;
            value = (value * 10) + (character - '0');
        }
        return value;
    }

    /// <returns>Null where digits would be lost.</returns>
    private static string? Shortened(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || text.Length - point - 1 <= TickDigits) return text;
        return text.AsSpan(point + 1 + TickDigits).TrimStart('0').IsEmpty ? text[..(point + 1 + TickDigits)] : null;
    }

    [GeneratedRegex(@"\A[+-](?<hours>\d\d):(?<minutes>\d\d)\z")]
    private static partial Regex OffsetPattern();

    [GeneratedRegex(@"\A(?<sign>-?)(?<years>\d+)-(?<months>\d+)\z")]
    private static partial Regex MonthsPattern();

    [GeneratedRegex(@"\A(?<sign>-?)(?<days>\d+) (?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d(\.\d+)?)\z")]
    private static partial Regex SecondsPattern();
}
