using System.Globalization;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Parameters' values as literals of Trino's SQL (its documentation, "Data types" and "EXECUTE"), each of which reads back as the same value.</summary>
internal static class TrinoLiterals
{
    private const int DigitsMax = 38;

    /// <exception cref="PlatformException">Invalid: Trino has no type that holds the value.</exception>
    public static string Of(object? value, int index) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        // The sign is an operator there, and what it is in front of must be in the type's range as well.
        long.MinValue => $"BIGINT '{long.MinValue}'",
        long number => number.ToString(CultureInfo.InvariantCulture),
        Int128 or UInt128 => Number(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), index),
        decimal number => Number(number.ToString(CultureInfo.InvariantCulture), index),
        double number => $"DOUBLE '{Text(number)}'",
        string text => Quoted(text),
        byte[] blob => $"X'{Convert.ToHexString(blob)}'",
        Guid uuid => $"UUID '{uuid:D}'",
        DateOnly date => $"DATE '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
        TimeOnly time => $"TIME '{time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        DateTime local => $"TIMESTAMP '{local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        DateTimeOffset instant => $"TIMESTAMP '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)} UTC'",
        DuckDbInterval interval => Interval(interval, index),
        _ => throw Refusal(index, "is of a type that Trino has not"),
    };

    private static string Text(double number) => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(string digits, int index) =>
        digits.Count(char.IsAsciiDigit) <= DigitsMax ? $"DECIMAL '{digits}'" : throw Refusal(index, $"has more than {DigitsMax} digits");

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Interval(DuckDbInterval interval, int index)
    {
        if (interval is { Days: 0, Microseconds: 0 }) return $"INTERVAL {(interval.Months < 0 ? "-" : "")}'{Math.Abs((long)interval.Months)}' MONTH";
        if (interval.Months != 0) throw Refusal(index, "is an interval of months and of days or seconds: Trino has the one or the other");
        var (remainder, days) = (interval.Microseconds % 1000, Math.Abs((decimal)interval.Days));
        var milliseconds = Math.Abs((decimal)interval.Microseconds / 1000);
        if (remainder != 0) throw Refusal(index, "is an interval of microseconds: Trino's have milliseconds");
        if ((interval.Days < 0 && interval.Microseconds > 0) || (interval.Days > 0 && interval.Microseconds < 0)) throw Refusal(index, "is an interval whose days and seconds differ in sign, which Trino has not");
        var isNegative = interval.Days < 0 || interval.Microseconds < 0;
        var (hours, minutes, seconds) = ((long)(milliseconds / 3_600_000), (long)(milliseconds / 60_000) % 60, milliseconds % 60_000 / 1000);
        // Hours may be more than a day's: days and hours do not convert into each other, but Trino's interval is their sum.
        return string.Create(CultureInfo.InvariantCulture, $"INTERVAL {(isNegative ? "-" : "")}'{(long)days + (hours / 24)} {hours % 24:00}:{minutes:00}:{seconds:00.000}' DAY TO SECOND");
    }

    private static PlatformException Refusal(int index, string why) => new(FailureKind.Invalid, $"parameters[{index}] {why}. Pass it as a string and cast it in the statement: cast(? as varchar).");
}
