namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>A type of PostgreSQL that results or parameters have, numbered as in its pg_type.dat.</summary>
/// <param name="Bytes">-1 where it varies.</param>
/// <param name="DuckDb">DuckDB's name of the type, to cast a parameter to.</param>
/// <param name="ArrayOid">Of the array of it.</param>
internal sealed record PgType(uint Oid, string Name, short Bytes, PgKind Kind, string DuckDb, uint ArrayOid, PgType? Element = null)
{
    public static readonly PgType Bool = new(16, "bool", 1, PgKind.Bool, "BOOLEAN", 1000);
    public static readonly PgType Bytea = new(17, "bytea", -1, PgKind.Bytea, "BLOB", 1001);
    public static readonly PgType Char = new(18, "char", 1, PgKind.Text, "VARCHAR", 1002);
    public static readonly PgType NameType = new(19, "name", 64, PgKind.Text, "VARCHAR", 1003);
    public static readonly PgType Int8 = new(20, "int8", 8, PgKind.Int8, "BIGINT", 1016);
    public static readonly PgType Int2 = new(21, "int2", 2, PgKind.Int2, "SMALLINT", 1005);
    public static readonly PgType Int4 = new(23, "int4", 4, PgKind.Int4, "INTEGER", 1007);
    public static readonly PgType Text = new(25, "text", -1, PgKind.Text, "VARCHAR", 1009);
    public static readonly PgType OidType = new(26, "oid", 4, PgKind.Int4, "UINTEGER", 1028);
    public static readonly PgType Json = new(114, "json", -1, PgKind.Json, "JSON", 199);
    public static readonly PgType Float4 = new(700, "float4", 4, PgKind.Float4, "FLOAT", 1021);
    public static readonly PgType Float8 = new(701, "float8", 8, PgKind.Float8, "DOUBLE", 1022);
    public static readonly PgType Varchar = new(1043, "varchar", -1, PgKind.Text, "VARCHAR", 1015);
    public static readonly PgType Date = new(1082, "date", 4, PgKind.Date, "DATE", 1182);
    public static readonly PgType Time = new(1083, "time", 8, PgKind.Time, "TIME", 1183);
    public static readonly PgType Timestamp = new(1114, "timestamp", 8, PgKind.Timestamp, "TIMESTAMP", 1115);
    public static readonly PgType TimestampTz = new(1184, "timestamptz", 8, PgKind.TimestampTz, "TIMESTAMPTZ", 1185);
    public static readonly PgType Interval = new(1186, "interval", 16, PgKind.Interval, "INTERVAL", 1187);
    public static readonly PgType TimeTz = new(1266, "timetz", 12, PgKind.TimeTz, "TIMETZ", 1270);
    public static readonly PgType VarBit = new(1562, "varbit", -1, PgKind.Bits, "BIT", 1563);
    public static readonly PgType Numeric = new(1700, "numeric", -1, PgKind.Numeric, "DECIMAL", 1231);
    public static readonly PgType Uuid = new(2950, "uuid", 16, PgKind.Uuid, "UUID", 2951);

    private static readonly PgType Bpchar = new(1042, "bpchar", -1, PgKind.Text, "VARCHAR", 1014);
    private static readonly PgType Jsonb = new(3802, "jsonb", -1, PgKind.Json, "JSON", 3807);

    private static readonly PgType UnknownType = new(705, "unknown", -2, PgKind.Text, "VARCHAR", 0);

    public const uint Unknown = 705;
    public const uint JsonbOid = 3802;

    private static readonly PgType[] Scalars =
    [
        Bool, Bytea, Char, NameType, Int8, Int2, Int4, Text, OidType, Json, Float4, Float8, Bpchar, Varchar, Date, Time, Timestamp, TimestampTz, Interval, TimeTz, VarBit, Numeric, Uuid, Jsonb, UnknownType,
    ];

    private static readonly Dictionary<uint, PgType> ByOid = Scalars.Concat(Scalars.Where(scalar => scalar.ArrayOid != 0).Select(scalar => scalar.ToArray())).ToDictionary(type => type.Oid);

    /// <summary>Every type, arrays included.</summary>
    public static IReadOnlyCollection<PgType> All => ByOid.Values;

    public static PgType? Find(uint oid) => ByOid.GetValueOrDefault(oid);

    public PgType ToArray() => new(ArrayOid, $"_{Name}", -1, PgKind.Array, $"{DuckDb}[]", 0, this);
}
