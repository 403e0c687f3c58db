using System.Globalization;
using System.Text.Json;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>
/// Reads constants out of a statement's tree: literals, parameters, the statement's time, and what casts, interval arithmetic and a few functions make of them. Anything else is none.
/// </summary>
/// <param name="parameters">The statement's named_param_map: index from 1 by name.</param>
/// <param name="hasKeywords">Words such as <c>current_date</c> mean the statement's time: nothing in it may be a column of that name.</param>
internal sealed class ConstantReader(IReadOnlyDictionary<string, int> parameters, bool hasKeywords)
{
    private const int DepthMax = 20;

    private static readonly HashSet<string> CastTypes = ["VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "DOUBLE"];

    // None decreases in one argument while it increases elsewhere in the same one: see ConstantFolder.
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "+", "-", "*", "trunc", "date_trunc", "to_microseconds", "to_milliseconds", "to_seconds", "to_minutes", "to_hours", "to_days", "to_weeks", "to_months", "to_quarters", "to_years",
        "make_date", "make_timestamp", "make_timestamptz", "to_timestamp", "timezone",
    };

    private static readonly HashSet<string> OfNow = new(StringComparer.OrdinalIgnoreCase) { "+", "-", "date_trunc" };

    /// <returns>Null when it is no such constant.</returns>
    public ConstantExpression? Read(JsonElement expression) => Read(expression, 0);

    private ConstantExpression? Read(JsonElement expression, int depth)
    {
        if (depth > DepthMax) return null;
        return Text(expression, "class") switch
        {
            "CONSTANT" => Literal(expression.GetProperty("value")),
            "PARAMETER" => parameters.TryGetValue(Text(expression, "identifier"), out var index) ? new($"{{p{index}}}", IsParameter: true) : null,
            "CAST" => Cast(expression, depth),
            "FUNCTION" => Function(expression, depth),
            "COLUMN_REF" => Keyword(expression),
            _ => null,
        };
    }

    private static ConstantExpression? Literal(JsonElement value)
    {
        if (value.GetProperty("is_null").GetBoolean()) return null;
        var constant = value.GetProperty("value");
        switch (Text(value.GetProperty("type"), "id"))
        {
            case "VARCHAR" when constant.ValueKind == JsonValueKind.String: return new(Quote(constant.GetString()!));
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" when constant.TryGetInt64(out var number):
                return new($"CAST({Quote(number.ToString(CultureInfo.InvariantCulture))} AS {Text(value.GetProperty("type"), "id")})");
            case "DOUBLE" when constant.TryGetDouble(out var number) && double.IsFinite(number): return new($"CAST({Quote(number.ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE)");
            case "DECIMAL" when constant.TryGetInt64(out var digits) && value.GetProperty("type").TryGetProperty("type_info", out var info)
                    && info.TryGetProperty("scale", out var scale) && scale.TryGetInt32(out var places) && places is >= 0 and <= 18:
                return new($"CAST({Quote(Shift(digits, places).ToString(CultureInfo.InvariantCulture))} AS DECIMAL(38, {places}))");
            default: return null;
        }
    }

    private ConstantExpression? Cast(JsonElement expression, int depth)
    {
        var type = Text(expression.GetProperty("cast_type"), "id");
        if (!CastTypes.Contains(type) || Read(expression.GetProperty("child"), depth + 1) is not { } child) return null;
        // Texts of times are no order of them.
        if (child.NowCount > 0 && type is not ("DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE")) return null;
        return child with { Sql = $"CAST({child.Sql} AS {type})", IsParameter = false };
    }

    private ConstantExpression? Function(JsonElement expression, int depth)
    {
        var name = Text(expression, "function_name");
        if (Text(expression, "schema") is not ("" or "main") || Text(expression, "catalog").Length > 0) return null;
        var children = expression.GetProperty("children");
        if (children.GetArrayLength() == 0)
        {
            return name.ToLowerInvariant() switch
            {
                "now" or "get_current_timestamp" or "transaction_timestamp" => new("{now}", NowCount: 1),
                "today" => new("CAST({now} AS DATE)", NowCount: 1),
                _ => null,
            };
        }
        if (!Functions.Contains(name)) return null;
        var read = children.EnumerateArray().Select(child => Read(child, depth + 1)).ToList();
        if (read.Contains(null)) return null;
        var arguments = read.ConvertAll(argument => argument!);
        var nows = arguments.Sum(argument => argument.NowCount);
        if (nows > 0 && !OfNow.Contains(name)) return null;
        var list = string.Join(", ", arguments.Select(argument => argument.Sql));
        var isOperator = name is "+" or "-" or "*";
        var sql = isOperator ? $"({(arguments.Count == 1 ? $"{name} {list}" : string.Join($" {name} ", arguments.Select(argument => argument.Sql)))})" : $"{name.ToLowerInvariant()}({list})";
        return new(sql, nows);
    }

    private ConstantExpression? Keyword(JsonElement expression)
    {
        var names = expression.GetProperty("column_names");
        if (!hasKeywords || names.GetArrayLength() != 1) return null;
        return names[0].GetString()!.ToLowerInvariant() switch
        {
            TimeKeywords.Timestamp => new("{now}", NowCount: 1),
            TimeKeywords.Date => new("CAST({now} AS DATE)", NowCount: 1),
            _ => null,
        };
    }

    private static decimal Shift(decimal digits, int places)
    {
        for (; places > 0; places--) digits /= 10;
        return digits;
    }

    // A brace would be taken for a place.
    private static string Quote(string text) => DuckDbSyntax.Literal(text).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static string Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
