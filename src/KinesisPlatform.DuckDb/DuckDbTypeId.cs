namespace KinesisPlatform.DuckDb;

/// <summary>DuckDB's column types, numbered as <c>duckdb_type</c> in duckdb.h.</summary>
public enum DuckDbTypeId
{
    Invalid = 0, Boolean, TinyInt, SmallInt, Integer, BigInt, UTinyInt, USmallInt, UInteger, UBigInt, Float, Double,
    Timestamp, Date, Time, Interval, HugeInt, Varchar, Blob, Decimal, TimestampS, TimestampMs, TimestampNs, Enum, List,
    Struct, Map, Uuid, Union, Bit, TimeTz, TimestampTz, UHugeInt, Array, Any, BigNum, SqlNull, StringLiteral,
    IntegerLiteral, TimeNs, Geometry, Variant,
}
