using System.Globalization;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Reads values of Trino's answers: each as exact as it came, as the types of <see cref="QueryResult.Batches"/>.</summary>
internal static class TrinoValues
{
    /// <exception cref="FormatException">Not a value of the type.</exception>
    public static object? Read(JsonElement value, TrinoType type)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String) return ReadText(value.GetString()!, type);
        return type.Raw switch
        {
            "array" => value.EnumerateArray().Select(item => Read(item, type.Arguments[0])).ToArray(),
            "map" => new QueryMap(type.Arguments[0].IsText, [.. value.EnumerateObject().Select(entry => KeyValuePair.Create(ReadText(entry.Name, type.Arguments[0]), Read(entry.Value, type.Arguments[1])))]),
            "row" => ReadRow(value, type),
            "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            "tinyint" or "smallint" or "integer" or "bigint" when value.ValueKind == JsonValueKind.Number => value.GetInt64(),
            "real" when value.ValueKind == JsonValueKind.Number => value.GetSingle(),
            "double" when value.ValueKind == JsonValueKind.Number => value.GetDouble(),
            _ => ReadText(value.GetRawText(), type),
        };
    }

    // What is a string in JSON, and the keys of maps.
    private static object ReadText(string text, TrinoType type) => type.Raw switch
    {
        "boolean" => bool.Parse(text),
        "tinyint" or "smallint" or "integer" or "bigint" => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "real" => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        "double" => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        "decimal" => Decimal(text),
        "varbinary" => Convert.FromBase64String(text),
        "json" => new QueryJson(text),
        "uuid" => Guid.ParseExact(text, "D"),
        "date" => TrinoTimes.Date(text),
        "time" => TrinoTimes.Time(text),
        "timestamp" => TrinoTimes.Local(text),
        "timestamp with time zone" => TrinoTimes.Instant(text),
        "interval year to month" => TrinoTimes.Months(text),
        "interval day to second" => TrinoTimes.Seconds(text),
        _ => text,
    };

    private static object ReadRow(JsonElement value, TrinoType type)
    {
        var fields = value.EnumerateArray().Select((field, i) => Read(field, type.Arguments[i])).ToArray();
        if (fields.Length != type.Arguments.Count) throw new FormatException("A row has another number of fields than its type.");
        return type.Names.Any(name => name is null) ? fields : new QueryStruct([.. fields.Select((field, i) => KeyValuePair.Create(type.Names[i]!, field))]);
    }

    // decimal has 28 digits and rounds what has more; what comes back as it went in was not rounded.
    private static object Decimal(string text)
    {
        var isExact = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) && exact.ToString(CultureInfo.InvariantCulture) == text;
        if (isExact) return exact;
        return text.Length > 0 && text.All(character => char.IsAsciiDigit(character) || character is '-' or '.') ? new QueryNumber(text) : throw new FormatException($"'{text}' is no decimal number.");
    }
}
