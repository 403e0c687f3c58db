using System.Globalization;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>
/// DuckDB's types as PostgreSQL's. Integers without sign become the next wider type; what is wider than 64 bits is numeric. STRUCT, MAP, UNION and lists of anything nested are json,
/// as PostgreSQL's arrays must be rectangular and its records have no names. Nanoseconds, which PostgreSQL does not have, stay text rather than lose digits.
/// </summary>
internal static class TypeMap
{
    private static readonly Dictionary<string, PgType> Simple = new(StringComparer.Ordinal)
    {
        ["BOOLEAN"] = PgType.Bool,
        ["TINYINT"] = PgType.Int2, ["UTINYINT"] = PgType.Int2, ["SMALLINT"] = PgType.Int2,
        ["USMALLINT"] = PgType.Int4, ["INTEGER"] = PgType.Int4,
        ["UINTEGER"] = PgType.Int8, ["BIGINT"] = PgType.Int8,
        ["UBIGINT"] = PgType.Numeric, ["HUGEINT"] = PgType.Numeric, ["UHUGEINT"] = PgType.Numeric, ["BIGNUM"] = PgType.Numeric,
        ["FLOAT"] = PgType.Float4, ["DOUBLE"] = PgType.Float8,
        ["VARCHAR"] = PgType.Text, ["\"NULL\""] = PgType.Text, ["TIMESTAMP_NS"] = PgType.Text, ["TIME_NS"] = PgType.Text,
        ["BLOB"] = PgType.Bytea, ["GEOMETRY"] = PgType.Bytea,
        ["DATE"] = PgType.Date, ["TIME"] = PgType.Time, ["TIME WITH TIME ZONE"] = PgType.TimeTz,
        ["TIMESTAMP"] = PgType.Timestamp, ["TIMESTAMP_S"] = PgType.Timestamp, ["TIMESTAMP_MS"] = PgType.Timestamp, ["TIMESTAMP WITH TIME ZONE"] = PgType.TimestampTz,
        ["INTERVAL"] = PgType.Interval, ["UUID"] = PgType.Uuid, ["JSON"] = PgType.Json, ["BIT"] = PgType.VarBit,
        // The catalog's own columns.
        ["pg_oid"] = PgType.OidType, ["pg_name"] = PgType.NameType, ["pg_char"] = PgType.Char, ["pg_varchar"] = PgType.Varchar,
    };

    /// <param name="name">As <see cref="QueryColumn.Type"/>.</param>
    public static (PgType Type, int Modifier) Of(string name)
    {
        if (Simple.TryGetValue(name, out var simple)) return (simple, -1);
        if (name.EndsWith(']')) return (List(name), -1);
        if (name.StartsWith("DECIMAL(", StringComparison.Ordinal)) return (PgType.Numeric, Modifier(name));
        if (name.StartsWith("ENUM(", StringComparison.Ordinal)) return (PgType.Text, -1);
        return name.StartsWith("STRUCT(", StringComparison.Ordinal) || name.StartsWith("MAP(", StringComparison.Ordinal) || name.StartsWith("UNION(", StringComparison.Ordinal)
            ? (PgType.Json, -1)
            : (PgType.Text, -1);
    }

    // VARCHAR[], INTEGER[3]
    private static PgType List(string name)
    {
        var element = Of(name[..name.LastIndexOf('[')]).Type;
        return element.Kind is PgKind.Array || (element.Kind == PgKind.Json && !name.StartsWith("JSON[", StringComparison.Ordinal)) ? PgType.Json : element.ToArray();
    }

    // DECIMAL(18,3): precision above, scale below, and 4 bytes of PostgreSQL's header.
    private static int Modifier(string name)
    {
        var digits = name["DECIMAL(".Length..^1].Split(',');
        return (int.Parse(digits[0], CultureInfo.InvariantCulture) << 16 | int.Parse(digits[1], CultureInfo.InvariantCulture)) + 4;
    }
}
