using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>
/// A column's type as <c>metadata</c> names it, with precision and scale or a width: <c>BIGINT</c>, <c>VARDECIMAL(38, 18)</c>, <c>VARCHAR(1)</c>. It is that of the first batch, and does not say
/// that a column is a list: such values are JSON, whatever the type. What Drill sends in milliseconds has lost what was finer before.
/// </summary>
internal sealed partial record DrillType(string Name, int? Precision, int? Scale)
{
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>DuckDB's name of the type that values are shown as.</summary>
    public string DuckDbName => Name switch
    {
        "BIT" => "BOOLEAN",
        "TINYINT" or "SMALLINT" or "BIGINT" => Name,
        "INT" => "INTEGER",
        "FLOAT4" => "FLOAT",
        "FLOAT8" => "DOUBLE",
        "VARDECIMAL" => Precision is { } precision ? $"DECIMAL({precision},{Scale ?? 0})" : "DECIMAL",
        "VARBINARY" => "BLOB",
        "DATE" or "TIME" or "TIMESTAMP" => Name,
        "INTERVAL" or "INTERVALDAY" or "INTERVALYEAR" => "INTERVAL",
        "MAP" or "DICT" or "STRUCT" or "LIST" => "JSON",
        _ => "VARCHAR",
    };

    public static DrillType Parse(string metadata) => TypePattern().Match(metadata) is { Success: true } match
        ? new(match.Groups["name"].Value.ToUpperInvariant(), Number(match, "first"), Number(match, "second"))
        : new(metadata.ToUpperInvariant(), null, null);

    /// <exception cref="FormatException">Not a value of the type.</exception>
    public object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array or JsonValueKind.Object => new QueryJson(value.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => ReadNumber(value),
        _ => ReadText(value.GetString()!),
    };

    private object ReadNumber(JsonElement value) => Name switch
    {
        "DATE" => DateOnly.FromDateTime(Time(value.GetInt64())),
        "TIME" => value.GetInt64() is >= 0 and < MillisecondsPerDay and var milliseconds ? TimeOnly.FromTimeSpan(TimeSpan.FromMilliseconds(milliseconds)) : throw new FormatException("a time beyond the day"),
        "TIMESTAMP" => Time(value.GetInt64()),
        "FLOAT4" => value.GetSingle(),
        "FLOAT8" => value.GetDouble(),
        "VARDECIMAL" => DrillDecimal.Read(value.GetRawText(), Scale),
        _ => value.TryGetInt64(out var whole) ? whole : DrillDecimal.Read(value.GetRawText(), null),
    };

    private object ReadText(string text) => Name switch
    {
        "VARBINARY" => Convert.FromBase64String(text),
        "FLOAT4" => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        "FLOAT8" => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        "INTERVAL" or "INTERVALDAY" or "INTERVALYEAR" => Interval(text),
        "MAP" or "DICT" or "STRUCT" or "LIST" => new QueryJson(text),
        _ => text,
    };

    private static DateTime Time(long milliseconds) => DateTime.SpecifyKind(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime, DateTimeKind.Unspecified);

    // P1Y2M, P-1DT-7384.500S, PT0S: each part has a sign of its own.
    private static DuckDbInterval Interval(string text)
    {
        if (IntervalPattern().Match(text) is not { Success: true } match) throw new FormatException($"'{text}' is no interval.");
        var seconds = (Part(match, "hours") * 3600) + (Part(match, "minutes") * 60) + Part(match, "seconds");
        return new(checked((int)((Part(match, "years") * 12) + Part(match, "months"))), checked((int)Part(match, "days")), checked((long)(seconds * 1_000_000)));
    }

    private static decimal Part(Match match, string group) => match.Groups[group] is { Success: true } part ? decimal.Parse(part.Value, CultureInfo.InvariantCulture) : 0;

    private static int? Number(Match match, string group) => int.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9_]+)(\((?<first>\d+)(, ?(?<second>\d+))?\))?\z")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\AP((?<years>-?\d+)Y)?((?<months>-?\d+)M)?((?<days>-?\d+)D)?(T((?<hours>-?\d+)H)?((?<minutes>-?\d+)M)?((?<seconds>-?\d+(\.\d+)?)S)?)?\z")]
    private static partial Regex IntervalPattern();
}
