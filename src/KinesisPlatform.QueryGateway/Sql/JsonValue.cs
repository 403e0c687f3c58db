using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>
/// Values as JSON, one form for each type wherever it stands: <c>src/docs/sql-types.md</c> has them all, and how each is read back.
/// </summary>
internal static class JsonValue
{
    private const int JsonDepthMax = 900;

    public static void Write(Utf8JsonWriter writer, object? value, ValueStyle style)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long number when !style.NumbersAsText: writer.WriteNumberValue(number); break;
            case long or ulong or Int128 or UInt128 or decimal or QueryNumber: WriteNumber(writer, Text(value), style); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case QueryJson json when !style.JsonAsText && IsStandard(json.Text): writer.WriteRawValue(json.Text, skipInputValidation: true); break;
            case byte[] blob: writer.WriteBase64StringValue(blob); break;
            case object?[] list: WriteList(writer, list, style); break;
            case QueryStruct row: WriteMembers(writer, row.Members, style); break;
            case QueryMap { HasTextKeys: true } map: WriteMembers(writer, map.Entries.Select(entry => KeyValuePair.Create((string)entry.Key, entry.Value)), style); break;
            case QueryMap map: WriteEntries(writer, map, style); break;
            default: writer.WriteStringValue(Text(value)); break;
        }
    }

    /// <summary>Numbers, times and ids as text.</summary>
    public static string Text(object value) => value switch
    {
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DuckDbInterval interval => string.Create(CultureInfo.InvariantCulture, $"P{interval.Months}M{interval.Days}DT{interval.Microseconds / 1_000_000m:0.######}S"),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void WriteNumber(Utf8JsonWriter writer, string digits, ValueStyle style)
    {
        if (style.NumbersAsText) writer.WriteStringValue(digits);
        else writer.WriteRawValue(digits, skipInputValidation: true);
    }

    private static void WriteList(Utf8JsonWriter writer, object?[] list, ValueStyle style)
    {
        writer.WriteStartArray();
        foreach (var item in list) Write(writer, item, style);
        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> members, ValueStyle style)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, member, style);
        }
        writer.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter writer, QueryMap map, ValueStyle style)
    {
        writer.WriteStartArray();
        foreach (var (key, item) in map.Entries)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("key");
            Write(writer, key, style);
            writer.WritePropertyName("value");
            Write(writer, item, style);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // DuckDB's JSON is wider than the standard's: NaN, trailing commas.
    private static bool IsStandard(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = JsonDepthMax });
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
