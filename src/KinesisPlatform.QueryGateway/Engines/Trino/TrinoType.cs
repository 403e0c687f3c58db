using System.Text.Json;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// A column's type, as its <c>typeSignature</c> says it: <c>{"rawType":"decimal","arguments":[{"kind":"LONG","value":18},{"kind":"LONG","value":3}]}</c>; the arguments of array and map are types
/// (<c>TYPE</c>), those of row are named or not (<c>NAMED_TYPE</c>: <c>{"fieldName":{"name":"a"},"typeSignature":{…}}</c>).
/// </summary>
/// <param name="Raw">Its name without arguments.</param>
/// <param name="Numbers">Precision, scale, length.</param>
/// <param name="Arguments">Of array, map and row.</param>
/// <param name="Names">Of a row's fields; null for one without.</param>
internal sealed record TrinoType(string Raw, IReadOnlyList<long> Numbers, IReadOnlyList<TrinoType> Arguments, IReadOnlyList<string?> Names)
{
    private const int DepthMax = 100;

    /// <summary>DuckDB's times have six digits behind the point, or nine.</summary>
    private const int MicrosecondDigits = 6, NanosecondDigits = 9;

    /// <exception cref="FormatException">Not a type signature.</exception>
    public static TrinoType Parse(JsonElement signature) => Parse(signature, 0);

    /// <summary>DuckDB's name of the type that values are shown as; VARCHAR for those that have none, whose values are Trino's text.</summary>
    public string DuckDbName => Raw switch
    {
        "boolean" => "BOOLEAN",
        "tinyint" => "TINYINT",
        "smallint" => "SMALLINT",
        "integer" => "INTEGER",
        "bigint" => "BIGINT",
        "real" => "FLOAT",
        "double" => "DOUBLE",
        "decimal" when Numbers is [var precision, var scale] => $"DECIMAL({precision},{scale})",
        "varbinary" => "BLOB",
        "json" => "JSON",
        "date" => "DATE",
        "time" => Time("TIME"),
        "time with time zone" => "TIME WITH TIME ZONE",
        "timestamp" => Time("TIMESTAMP"),
        "timestamp with time zone" => "TIMESTAMP WITH TIME ZONE",
        "interval year to month" or "interval day to second" => "INTERVAL",
        "uuid" => "UUID",
        "array" when Arguments is [var item] => $"{item.DuckDbName}[]",
        "map" when Arguments is [var key, var value] => $"MAP({key.DuckDbName}, {value.DuckDbName})",
        "row" => $"STRUCT({string.Join(", ", Arguments.Select((member, i) => Names[i] is { } name ? $"{DuckDbSyntax.MemberName(name)} {member.DuckDbName}" : member.DuckDbName))})",
        _ => "VARCHAR",
    };

    /// <summary>Whether a JSON object can have its values for names.</summary>
    public bool IsText => DuckDbName == "VARCHAR";

    private static TrinoType Parse(JsonElement signature, int depth)
    {
        if (depth > DepthMax || signature.Text("rawType") is not { } raw) throw new FormatException("A column of Trino's answer has no type that is understood.");
        var (numbers, arguments, names) = (new List<long>(), new List<TrinoType>(), new List<string?>());
        if (signature.TryGetProperty("arguments", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var argument in list.EnumerateArray())
            {
                if (!argument.TryGetProperty("value", out var value)) throw new FormatException($"Type {raw} has an argument without a value.");
                if (value.ValueKind == JsonValueKind.Number) numbers.Add(value.GetInt64());
                else if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("typeSignature", out var field))
                {
                    arguments.Add(Parse(field, depth + 1));
                    names.Add(value.TryGetProperty("fieldName", out var name) ? name.Text("name") : null);
                }
                else arguments.Add(Parse(value, depth + 1));
            }
        }
        return new(raw, numbers, arguments, names);
    }

    // Up to 12 digits behind the point; three where the type does not say.
    private string Time(string name) => Numbers is [var digits, ..] && digits > MicrosecondDigits ? digits > NanosecondDigits ? "VARCHAR" : $"{name}_NS" : name;
}
