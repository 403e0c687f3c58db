using System.Globalization;
using System.Numerics;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Turns the values DuckDB gives into those of <see cref="QueryResult.Batches"/>.</summary>
internal static class WireValue
{
    public static object? From(object? value) => value switch
    {
        null or bool or string or byte[] or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
            or Int128 or UInt128 or DateTimeOffset or DateOnly or TimeOnly or Guid => value,
        DateTime { Kind: DateTimeKind.Utc } instant => new DateTimeOffset(instant),
        DateTime => value,
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        DuckDbInterval interval => Interval(interval),
        KeyValuePair<object, object?>[] map => new QueryStruct([.. map.Select(entry => KeyValuePair.Create(Key(entry.Key), From(entry.Value)))]),
        IReadOnlyDictionary<string, object?> row => new QueryStruct([.. row.Select(member => KeyValuePair.Create(member.Key, From(member.Value)))]),
        object?[] list => Array.ConvertAll(list, From),
        _ => throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be returned: cast it to VARCHAR."),
    };

    private static string Key(object key) => From(key) switch
    {
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        var other => other?.ToString() ?? "",
    };

    // ISO 8601 duration: P1Y2M3DT4H5M6.5S
    private static string Interval(DuckDbInterval interval)
    {
        var seconds = interval.Microseconds / 1_000_000m;
        return string.Create(CultureInfo.InvariantCulture, $"P{interval.Months}M{interval.Days}DT{seconds:0.######}S");
    }
}
