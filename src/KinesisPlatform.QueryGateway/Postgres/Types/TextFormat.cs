using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>Values as PostgreSQL prints them: with DateStyle ISO, IntervalStyle postgres, bytea_output hex, and as many digits as make a float exact.</summary>
internal static class TextFormat
{
    private static readonly SearchValues<char> QuotedInArrays = SearchValues.Create("{},\"\\ \t\n\r\v\f");

    public static string Of(object value, PgType type) => type.Kind switch
    {
        PgKind.Bool => (bool)value ? "t" : "f",
        PgKind.Float4 => Float(((float)value).ToString("R", CultureInfo.InvariantCulture)),
        PgKind.Float8 => Float(((double)value).ToString("R", CultureInfo.InvariantCulture)),
        PgKind.Bytea => $"\\x{Convert.ToHexStringLower((byte[])value)}",
        PgKind.Date or PgKind.Time or PgKind.Timestamp or PgKind.TimestampTz => PgTime.Text(value),
        PgKind.Interval => PgInterval.Of(value).ToString(),
        PgKind.Json => Json(value),
        PgKind.Array => Array((object?[])value, type.Element!),
        // TIMESTAMP_NS and TIME_NS are text here, and .NET's types where these hold them.
        PgKind.Text when value is DateTime or TimeOnly => JsonValue.Text(value),
        PgKind.Numeric => JsonValue.Text(value),
        _ => value is string text ? text : ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    // 1E+20 -> 1e+20, Infinity and NaN as they are.
    private static string Float(string text) => text.Replace('E', 'e');

    private static string Json(object value)
    {
        if (value is QueryJson parsed) return parsed.Text;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonResultWriter.Options)) JsonValue.Write(json, value, default);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Array(object?[] items, PgType element)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(',');
            if (items[i] is not { } item)
            {
                text.Append("NULL");
                continue;
            }
            var of = Of(item, element);
            if (of.Length > 0 && of.AsSpan().IndexOfAny(QuotedInArrays) < 0 && !of.Equals("NULL", StringComparison.OrdinalIgnoreCase)) text.Append(of);
            else text.Append('"').Append(of.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.Append('}').ToString();
    }
}
