using System.Globalization;
using System.Text;
using KinesisPlatform.DuckDb;
using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>What the catalog's tables hold for one session, as INSERT statements. Tables that are not listed are empty.</summary>
/// <param name="streams">Those that the session may read, with their columns.</param>
internal sealed class CatalogRows(Session session, IReadOnlyList<CatalogStream> streams)
{
    private const int DatabaseOid = 5;
    private const int UserOid = 10;
    private const int PublicOid = 2200;
    private const int SystemOid = 11;
    private const int InformationOid = 13000;

    /// <summary>What format_type calls types; the others by their own names.</summary>
    private static readonly Dictionary<string, string> SqlNames = new()
    {
        ["bool"] = "boolean", ["int2"] = "smallint", ["int4"] = "integer", ["int8"] = "bigint", ["float4"] = "real", ["float8"] = "double precision", ["varchar"] = "character varying",
        ["bpchar"] = "character", ["time"] = "time without time zone", ["timetz"] = "time with time zone", ["timestamp"] = "timestamp without time zone",
        ["timestamptz"] = "timestamp with time zone", ["varbit"] = "bit varying", ["char"] = "\"char\"",
    };

    /// <summary>The oids by which queries know the catalog's own tables.</summary>
    private static readonly (string Name, int Oid)[] SystemRelations =
    [
        ("pg_type", 1247), ("pg_attribute", 1249), ("pg_proc", 1255), ("pg_class", 1259), ("pg_attrdef", 2604), ("pg_constraint", 2606), ("pg_index", 2610), ("pg_namespace", 2615), ("pg_trigger", 2620),
        ("pg_description", 2609), ("pg_rewrite", 2618), ("pg_database", 1262), ("pg_tablespace", 1213), ("pg_authid", 1260), ("pg_roles", 1260), ("pg_extension", 3079), ("pg_language", 2612),
    ];

    /// <returns>Null when the table is empty.</returns>
    public string? Insert(string table) => table switch
    {
        "pg_namespace" => Values(table, "oid, nspname", [[SystemOid, "pg_catalog"], [PublicOid, "public"], [InformationOid, "information_schema"]]),
        "pg_class" => Values(table, "oid, relname, relnamespace, relnatts, reltype, relacl", streams.Select(stream => (object?[])[stream.Oid, stream.Name, PublicOid, stream.Columns.Count, 0, Grants])),
        "pg_attribute" => Values(table, "attrelid, attname, atttypid, attnum, attlen, atttypmod, attndims, attnotnull", Columns((stream, column, number) =>
            [stream.Oid, column.Name, column.Type.Oid, number, column.Type.Bytes, column.Modifier, column.Type.Kind == PgKind.Array ? 1 : 0, stream.IsNeverNull(column)])),
        "pg_type" => Values(table, "oid, typname, typlen, typbyval, typcategory, typelem, typarray, typinput, typoutput, typreceive, typsend", PgType.All.Select(Type)),
        "pg_database" => Values(table, "oid, datname", [[DatabaseOid, session.Database]]),
        "pg_roles" or "pg_authid" => Values(table, "oid, rolname", [[UserOid, session.User]]),
        "pg_user" => Values(table, "usesysid, usename", [[UserOid, session.User]]),
        "pg_tables" => Values(table, "schemaname, tablename, tableowner", streams.Select(stream => (object?[])["public", stream.Name, session.User])),
        "pg_settings" => Values(table, "name, setting", session.Settings.All.Select(setting => (object?[])[setting.Key, setting.Value])),
        // Words that cannot be names are the parser's, which is the worker's.
        "pg_keywords" => "INSERT INTO pg_keywords (word, catcode, catdesc) SELECT keyword_name, CASE keyword_category WHEN 'reserved' THEN 'R' WHEN 'unreserved' THEN 'U' WHEN 'column_name' THEN 'C' ELSE 'T' END, keyword_category FROM duckdb_keywords()",
        "pg_am" => Values(table, "oid, amname", [[2, "heap"]]),
        "pg_tablespace" => Values(table, "oid, spcname", [[1663, "pg_default"], [1664, "pg_global"]]),
        "pg_collation" => Values(table, "oid, collname", [[100, "default"], [950, "C"]]),
        "pg_stat_user_tables" or "pg_stat_all_tables" => Values(table, "relid, schemaname, relname", streams.Select(stream => (object?[])[stream.Oid, "public", stream.Name])),
        "pg_timezone_names" => Values(table, "name, abbrev, is_dst", [["UTC", "UTC", false]]),
        "information_schema_schemata" => Values(table, "catalog_name, schema_name, schema_owner", Schemas.Select(schema => (object?[])[session.Database, schema, session.User])),
        "information_schema_tables" => Values(table, "table_catalog, table_schema, table_name", streams.Select(stream => (object?[])[session.Database, "public", stream.Name])),
        "information_schema_columns" => Values(table, "table_catalog, table_schema, table_name, column_name, ordinal_position, is_nullable, data_type, udt_catalog, udt_name, numeric_precision, datetime_precision, dtd_identifier", Columns((stream, column, number) =>
        [
            session.Database, "public", stream.Name, column.Name, number, stream.IsNeverNull(column) ? "NO" : "YES", column.Type.Kind == PgKind.Array ? "ARRAY" : SqlName(column.Type), session.Database, column.Type.Name,
            column.Type.Kind switch { PgKind.Int2 => 16, PgKind.Int4 => 32, PgKind.Int8 => 64, _ => null }, column.Type.Kind is PgKind.Timestamp or PgKind.TimestampTz or PgKind.Time ? 6 : null, number.ToString(CultureInfo.InvariantCulture),
        ])),
        "information_schema_table_privileges" or "information_schema_role_table_grants" => Values(table, "grantor, grantee, table_catalog, table_schema, table_name, privilege_type, is_grantable", streams.Select(stream =>
            (object?[])[session.User, session.User, session.Database, "public", stream.Name, "SELECT", "NO"])),
        "information_schema_enabled_roles" => Values(table, "role_name", [[session.User]]),
        "information_schema_character_sets" => Values(table, "character_set_name, character_repertoire, form_of_use", [["UTF8", "UCS", "UTF8"]]),
        "catalog_relations" => Values(table, "oid, relname", SystemRelations.Select(relation => (object?[])[relation.Oid, relation.Name]).Concat(streams.Select(stream => (object?[])[stream.Oid, stream.Name]))),
        "catalog_type_names" => Values(table, "oid, typname, sqlname", PgType.All.Select(type => (object?[])[type.Oid, type.Name, SqlName(type)])),
        _ => null,
    };

    /// <summary>The session's settings as a literal, by names in lower case.</summary>
    public string SettingsMap => $"MAP {{{string.Join(", ", session.Settings.All.Select(setting => $"{Literal(setting.Key.ToLowerInvariant())}: {Literal(setting.Value)}"))}}}";

    // To read is all that anybody may: r of its own grant. Names but of letters, digits and _ stand in quotes.
    private string[] Grants => [$"{Grantee}=r/{Grantee}"];

    private string Grantee => session.User.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? session.User : $"\"{session.User.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static readonly string[] Schemas = ["public", "pg_catalog", "information_schema"];

    private static string SqlName(PgType type) => type.Element is { } element ? $"{SqlName(element)}[]" : SqlNames.GetValueOrDefault(type.Name, type.Name);

    private static object?[] Type(PgType type)
    {
        var functions = type.Kind == PgKind.Array ? "array_" : type.Name;
        // Receive functions are named with an underscore where the type's name is a word of its own.
        var underscore = type.Kind == PgKind.Array ? "" : type.Name is "date" or "time" or "timestamp" or "timestamptz" or "timetz" or "interval" or "uuid" or "numeric" or "json" or "jsonb" ? "_" : "";
        var category = type.Kind switch
        {
            PgKind.Array => "A", PgKind.Bool => "B", PgKind.Date or PgKind.Time or PgKind.TimeTz or PgKind.Timestamp or PgKind.TimestampTz => "D", PgKind.Interval => "T", PgKind.Bits => "V",
            PgKind.Int2 or PgKind.Int4 or PgKind.Int8 or PgKind.Float4 or PgKind.Float8 or PgKind.Numeric => "N", PgKind.Text => type.Oid == 18 ? "Z" : "S", _ => "U",
        };
        return
        [
            type.Oid, type.Name, type.Bytes, type.Bytes is > 0 and <= 8, category, type.Element?.Oid ?? 0, type.ArrayOid,
            $"{functions}{underscore}in", $"{functions}{underscore}out", $"{functions}{underscore}recv", $"{functions}{underscore}send",
        ];
    }

    private IEnumerable<object?[]> Columns(Func<CatalogStream, PgColumn, int, object?[]> row) => streams.SelectMany(stream => stream.Columns.Select((column, i) => row(stream, column, i + 1)));

    private static string? Values(string table, string columns, IEnumerable<object?[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(text.Length == 0 ? $"INSERT INTO {table} ({columns}) VALUES (" : ", (").AppendJoin(", ", row.Select(Literal)).Append(')');
        }
        return text.Length == 0 ? null : text.ToString();
    }

    public static string Literal(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        string[] items => $"[{string.Join(", ", items.Select(Literal))}]",
        string text => DuckDbSyntax.Literal(text.Replace("\0", "", StringComparison.Ordinal)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
