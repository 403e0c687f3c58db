namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>How values are written.</summary>
internal enum PgKind
{
    Bool, Int2, Int4, Int8, Float4, Float8, Numeric, Text, Bytea, Date, Time, TimeTz, Timestamp, TimestampTz, Interval, Uuid, Json, Bits, Array,
}
