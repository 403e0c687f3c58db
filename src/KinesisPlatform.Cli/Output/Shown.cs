using System.Globalization;

namespace KinesisPlatform.Cli.Output;

/// <summary>Quantities as people read them.</summary>
internal static class Shown
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public const string Nothing = "-";

    public static string Count(double? count) => count is { } number ? number.ToString("#,##0", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>1536 as <c>1.5 KiB</c>.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } left) return Nothing;
        var unit = 0;
        while (left >= 1024 && unit < Units.Length - 1) (left, unit) = (left / 1024, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || left >= 100 ? Math.Round(left).ToString(CultureInfo.InvariantCulture) : left.ToString("0.#", CultureInfo.InvariantCulture))} {Units[unit]}");
    }

    /// <summary>The two largest units: <c>2d 3h</c>, <c>4m 5s</c>, <c>0.3s</c>.</summary>
    public static string Duration(TimeSpan? duration)
    {
        if (duration is not { } time) return Nothing;
        if (time < TimeSpan.Zero) return $"-{Duration(-time)}";
        if (time < TimeSpan.FromSeconds(10)) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#}s");
        if (time < TimeSpan.FromMinutes(1)) return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds)}s");
        if (time < TimeSpan.FromHours(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds}s");
        if (time < TimeSpan.FromDays(1)) return string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes}m");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays)}d {time.Hours}h");
    }

    public static string Seconds(double? seconds) => seconds is { } number and < 3e9 ? Duration(TimeSpan.FromSeconds(number)) : Nothing;

    /// <summary>UTC, to the second.</summary>
    public static string Time(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : Nothing;

    public static string Ago(DateTimeOffset? time, DateTimeOffset now) => time is not { } at ? Nothing : at > now ? "now" : $"{Duration(now - at)} ago";

    public static string Percent(double? percent) => percent is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.#} %") : Nothing;

    public static string Usd(double usd) => string.Create(CultureInfo.InvariantCulture, $"${(usd >= 1 ? usd.ToString("#,##0.00", CultureInfo.InvariantCulture) : usd.ToString("0.######", CultureInfo.InvariantCulture))}");

    /// <summary><c>1 shard</c>, <c>2 shards</c>.</summary>
    public static string Counted(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";
}
