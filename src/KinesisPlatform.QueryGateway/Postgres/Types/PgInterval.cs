using System.Globalization;
using System.Text;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>An interval, whose three parts do not convert into each other.</summary>
internal readonly record struct PgInterval(int Months, int Days, long Microseconds)
{
    public static PgInterval Of(object value) => (DuckDbInterval)value is var interval ? new(interval.Months, interval.Days, interval.Microseconds) : default;

    /// <summary>As PostgreSQL's IntervalStyle <c>postgres</c>: <c>1 year 2 mons 3 days 04:05:06.789</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var isNegative = false;
        Part(Months / 12, "year");
        Part(Months % 12, "mon");
        Part(Days, "day");
        if (Microseconds == 0 && text.Length > 0) return text.ToString();

        if (text.Length > 0) text.Append(' ');
        text.Append(Microseconds < 0 ? "-" : isNegative ? "+" : "");
        var all = (ulong)Math.Abs((decimal)Microseconds);
        var (seconds, fraction) = (all / 1_000_000, all % 1_000_000);
        text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
        if (fraction > 0) text.Append('.').Append(fraction.ToString("D6", CultureInfo.InvariantCulture).TrimEnd('0'));
        return text.ToString();

        void Part(int value, string unit)
        {
            if (value == 0) return;
            if (text.Length > 0) text.Append(' ');
            text.Append(isNegative && value > 0 ? "+" : "").Append(CultureInfo.InvariantCulture, $"{value} {unit}{(value == 1 ? "" : "s")}");
            isNegative = value < 0;
        }
    }
}
