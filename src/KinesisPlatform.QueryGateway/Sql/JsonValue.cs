using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>
/// Values as JSON. Integers of any width and decimals are numbers with all their digits: a client whose numbers are doubles loses those beyond 2^53 and casts
/// them to VARCHAR in the query. NaN and infinities are strings. BLOBs are base64, times ISO 8601 (UTC with Z), intervals ISO 8601 durations.
/// JSON is nested as it is; what DuckDB takes for JSON but the standard does not (NaN, trailing commas) is a string with its text.
/// </summary>
internal static class JsonValue
{
    private const int JsonDepthMax = 900;

    /// <param name="type">DuckDB's name of the column's type.</param>
    public static void Write(Utf8JsonWriter writer, object? value, string type)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case float number when !float.IsFinite(number): writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); break;
            case float number: writer.WriteNumberValue(number); break;
            case double number when !double.IsFinite(number): writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case Int128 or UInt128: writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), skipInputValidation: true); break;
            // Beyond .NET's decimal: digits, a sign and a point.
            case string digits when type.StartsWith("DECIMAL(", StringComparison.Ordinal): writer.WriteRawValue(digits, skipInputValidation: true); break;
            case string json when type == "JSON" && IsStandard(json): writer.WriteRawValue(json, skipInputValidation: true); break;
            case string text: writer.WriteStringValue(text); break;
            case byte[] blob: writer.WriteBase64StringValue(blob); break;
            case object?[] list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item, "");
                writer.WriteEndArray();
                break;
            case QueryStruct row:
                writer.WriteStartObject();
                foreach (var (name, member) in row.Members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member, "");
                }
                writer.WriteEndObject();
                break;
            default: writer.WriteStringValue(Text(value)); break;
        }
    }

    /// <summary>Times and ids as text.</summary>
    public static string Text(object value) => value switch
    {
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

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
