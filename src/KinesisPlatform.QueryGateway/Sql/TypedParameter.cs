using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Parameters of types that JSON does not know, each in the form in which results write it.</summary>
internal static partial class TypedParameter
{
    private const string Types = "bigint, hugeint, uhugeint, decimal, double, varchar, json, blob, date, time, timestamp, timestamptz, interval, uuid";

    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string type, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind == JsonValueKind.Null) return null;
        if (type.Equals("json", StringComparison.OrdinalIgnoreCase))
        {
            value = element.GetRawText();
            return null;
        }
        object? text = element.GetRawText();
        if (element.ValueKind == JsonValueKind.String && !ParameterReader.TryGetText(element, out text)) return "Text with half a surrogate pair is not Unicode.";
        if (element.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return "The value is a string or a number.";
        var (isType, parsed) = Parse(type.ToLowerInvariant(), (string)text!);
        if (!isType) return $"There is no such $type. Those there are: {Types}. Pass any other as a string and cast it in the query: $1::enum('a', 'b').";
        value = parsed;
        return parsed is null ? $"Not a value of type {type}, or not one that can be passed without loss. Times have at most 6 digits behind the point; pass others as a string and cast it in the query." : null;
    }

    private static (bool IsType, object? Value) Parse(string type, string text) => type switch
    {
        "varchar" or "text" => (true, text),
        "bigint" => (true, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null),
        "hugeint" => (true, Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null),
        "uhugeint" => (true, UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null),
        "decimal" => (true, DecimalOf(text)),
        "double" => (true, DoubleOf(text)),
        "blob" => (true, BlobOf(text)),
        "date" => (true, DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null),
        "time" => (true, TimeOnly.TryParseExact(text, ["HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null),
        "timestamp" => (true, LocalPattern().IsMatch(text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? DateTime.SpecifyKind(local, DateTimeKind.Unspecified) : null),
        "timestamptz" => (true, InstantPattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant.ToUniversalTime() : null),
        "interval" => (true, IntervalOf(text)),
        "uuid" => (true, Guid.TryParseExact(text, "D", out var uuid) ? uuid : null),
        _ => (false, null),
    };

    private static object? DecimalOf(string text) => ParameterReader.Number(text) switch
    {
        long whole => (decimal)whole,
        decimal exact => exact,
        _ => null,
    };

    // .NET takes what is too large for an infinity.
    private static object? DoubleOf(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    private static byte[]? BlobOf(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static DuckDbInterval? IntervalOf(string text)
    {
        if (IntervalPattern().Match(text) is not { Success: true } match) return null;
        if (!int.TryParse(match.Groups["months"].Value, CultureInfo.InvariantCulture, out var months) || !int.TryParse(match.Groups["days"].Value, CultureInfo.InvariantCulture, out var days)
            || !decimal.TryParse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(seconds) > long.MaxValue / 1_000_000m) return null;
        return new DuckDbInterval(months, days, (long)(seconds * 1_000_000));
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?\z")]
    private static partial Regex LocalPattern();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:?\d\d)?)\z")]
    private static partial Regex InstantPattern();

    // As results write it: P14M3DT-5.5S
    [GeneratedRegex(@"\AP(?<months>-?\d+)M(?<days>-?\d+)DT(?<seconds>-?\d+(\.\d{1,6})?)S\z")]
    private static partial Regex IntervalPattern();
}
