using System.Buffers.Binary;
using System.Globalization;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>
/// Parameters' values, in text or binary, as what the engine binds: .NET's types where DuckDB has the same, else DuckDB's text for a value, which the statement casts
/// to <see cref="Parameter.DuckDbType"/>.
/// </summary>
internal static class ParameterReader
{
    private static readonly DateTime Epoch = new(2000, 1, 1);

    public static Parameter Read(ReadOnlyMemory<byte>? value, bool isBinary, PgType type)
    {
        if (value is not { } bytes) return new(null, type.Kind == PgKind.Numeric ? "DECIMAL(38,9)" : type.DuckDb);
        try
        {
            var read = isBinary ? Binary(bytes, type) : Text(MessageBody.Decode(bytes.Span), type);
            return new(read, type.Kind == PgKind.Numeric ? Decimal((string)read) : type.DuckDb);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new PostgresException(isBinary ? SqlState.InvalidBinaryRepresentation : SqlState.InvalidTextRepresentation, $"A parameter is not a valid {type.Name}.", exception);
        }
    }

    private static object Text(string text, PgType type) => type.Kind switch
    {
        PgKind.Bool => text.Trim().ToUpperInvariant() switch
        {
            "T" or "TRUE" or "Y" or "YES" or "ON" or "1" => true,
            "F" or "FALSE" or "N" or "NO" or "OFF" or "0" => false,
            _ => throw new FormatException("No boolean."),
        },
        PgKind.Int2 or PgKind.Int4 or PgKind.Int8 => long.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
        PgKind.Bytea => text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2)) : throw new FormatException("A bytea is written in hex, with \\x in front."),
        PgKind.Uuid => Guid.Parse(text),
        PgKind.Array => PgArray.ToDuckDb(text),
        PgKind.Numeric => Digits(text.Trim()),
        _ => text,
    };

    private static object Binary(ReadOnlyMemory<byte> value, PgType type)
    {
        var bytes = value.Span;
        if (type is { Bytes: > 0, Kind: not PgKind.Text } && bytes.Length != type.Bytes) throw new FormatException($"{bytes.Length} bytes.");
        return type.Kind switch
        {
            PgKind.Bool => bytes[0] != 0,
            PgKind.Int2 => (long)BinaryPrimitives.ReadInt16BigEndian(bytes),
            PgKind.Int4 when type.Oid == PgType.OidType.Oid => (long)BinaryPrimitives.ReadUInt32BigEndian(bytes),
            PgKind.Int4 => (long)BinaryPrimitives.ReadInt32BigEndian(bytes),
            PgKind.Int8 => BinaryPrimitives.ReadInt64BigEndian(bytes),
            PgKind.Float4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
            PgKind.Float8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            PgKind.Numeric => PgNumeric.Read(new(value)),
            PgKind.Bytea => bytes.ToArray(),
            PgKind.Date => Date(BinaryPrimitives.ReadInt32BigEndian(bytes)),
            PgKind.Time => $"{TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)):hh\\:mm\\:ss\\.ffffff}",
            PgKind.Timestamp => Timestamp(BinaryPrimitives.ReadInt64BigEndian(bytes)),
            PgKind.TimestampTz => Timestamp(BinaryPrimitives.ReadInt64BigEndian(bytes)) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : Infinity(bytes),
            PgKind.Interval => Interval(bytes),
            PgKind.Uuid => new Guid(bytes, bigEndian: true),
            PgKind.Array => PgArray.ToDuckDb(new(value), type.Element!),
            PgKind.Text or PgKind.Json => MessageBody.Decode(type.Oid == PgType.JsonbOid && bytes.Length > 0 ? bytes[1..] : bytes),
            _ => throw new PostgresException(SqlState.FeatureNotSupported, $"A {type.Name} cannot be passed in binary: pass it as text."),
        };
    }

    /// <summary>An array's element as DuckDB's text.</summary>
    public static string ElementText(ReadOnlyMemory<byte> value, PgType type) => Binary(value, type) switch
    {
        byte[] bytes => string.Concat(bytes.Select(each => $"\\x{each:X2}")),
        bool flag => flag ? "true" : "false",
        DateOnly or DateTime => PgTime.Text(Binary(value, type)),
        DateTimeOffset time => PgTime.Text(time),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static object Date(int days) => days switch
    {
        int.MaxValue => "infinity",
        int.MinValue => "-infinity",
        _ => DateOnly.FromDateTime(Epoch).AddDays(days),
    };

    private static object Timestamp(long microseconds) => microseconds switch
    {
        long.MaxValue => "infinity",
        long.MinValue => "-infinity",
        _ => Epoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond)),
    };

    private static string Infinity(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes) > 0 ? "infinity" : "-infinity";

    private static string Interval(ReadOnlySpan<byte> bytes) => string.Create(CultureInfo.InvariantCulture,
        $"{BinaryPrimitives.ReadInt32BigEndian(bytes[12..])} months {BinaryPrimitives.ReadInt32BigEndian(bytes[8..])} days {BinaryPrimitives.ReadInt64BigEndian(bytes)} microseconds");

    private static string Digits(string text) =>
        text.TrimStart('-', '+') is { Length: > 0 } digits && digits.All(character => char.IsAsciiDigit(character) || character == '.') ? text : throw new FormatException("No decimal number.");

    private static string Decimal(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        var width = Math.Max(18, digits.Count(char.IsAsciiDigit));
        return width <= 38 ? $"DECIMAL({width},{scale})" : throw new OverflowException("More than 38 digits.");
    }
}
