using System.Globalization;
using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>Values in the form of PostgreSQL's own send functions, big-endian.</summary>
internal static class BinaryFormat
{
    public static void Write(MessageWriter writer, object value, PgType type)
    {
        switch (type.Kind)
        {
            case PgKind.Bool: writer.WriteByte((bool)value ? (byte)1 : (byte)0); break;
            case PgKind.Int2: writer.WriteInt16(checked((short)Convert.ToInt64(value, CultureInfo.InvariantCulture))); break;
            case PgKind.Int4: writer.WriteInt32(unchecked((int)Convert.ToInt64(value, CultureInfo.InvariantCulture))); break;
            case PgKind.Int8: writer.WriteInt64(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case PgKind.Float4: writer.WriteInt32(BitConverter.SingleToInt32Bits((float)value)); break;
            case PgKind.Float8: writer.WriteInt64(BitConverter.DoubleToInt64Bits((double)value)); break;
            case PgKind.Numeric: PgNumeric.Write(writer, TextFormat.Of(value, type)); break;
            case PgKind.Bytea: writer.WriteBytes((byte[])value); break;
            case PgKind.Date: writer.WriteInt32(PgTime.Days(value)); break;
            case PgKind.Time: writer.WriteInt64(PgTime.TimeMicroseconds(value)); break;
            case PgKind.Timestamp or PgKind.TimestampTz: writer.WriteInt64(PgTime.Microseconds(value)); break;
            case PgKind.TimeTz: WriteTimeTz(writer, (string)value); break;
            case PgKind.Interval: WriteInterval(writer, PgInterval.Of(value)); break;
            case PgKind.Uuid: WriteUuid(writer, (Guid)value); break;
            case PgKind.Bits: WriteBits(writer, (string)value); break;
            case PgKind.Array: WriteArray(writer, (object?[])value, type.Element!); break;
            default:
                if (type.Oid == PgType.JsonbOid) writer.WriteByte(1);
                writer.WriteBytes(Encoding.UTF8.GetBytes(TextFormat.Of(value, type)));
                break;
        }
    }

    private static void WriteTimeTz(MessageWriter writer, string value)
    {
        var (microseconds, west) = PgTime.TimeTz(value);
        writer.WriteInt64(microseconds);
        writer.WriteInt32(west);
    }

    private static void WriteInterval(MessageWriter writer, PgInterval interval)
    {
        writer.WriteInt64(interval.Microseconds);
        writer.WriteInt32(interval.Days);
        writer.WriteInt32(interval.Months);
    }

    private static void WriteUuid(MessageWriter writer, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.WriteBytes(bytes);
    }

    // The number of bits, then the bits, the first the highest.
    private static void WriteBits(MessageWriter writer, string bits)
    {
        writer.WriteInt32(bits.Length);
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i] == '1') bytes[i / 8] |= (byte)(0x80 >> i % 8);
        }
        writer.WriteBytes(bytes);
    }

    // Dimensions, whether there are NULLs, the element's type, then per dimension its length and first index, then the elements.
    private static void WriteArray(MessageWriter writer, object?[] items, PgType element)
    {
        writer.WriteInt32(items.Length == 0 ? 0 : 1);
        writer.WriteInt32(Array.Exists(items, item => item is null) ? 1 : 0);
        writer.WriteInt32(unchecked((int)element.Oid));
        if (items.Length == 0) return;
        writer.WriteInt32(items.Length);
        writer.WriteInt32(1);
        foreach (var item in items)
        {
            if (item is null) writer.WriteInt32(-1);
            else writer.WriteValue(to => Write(to, item, element));
        }
    }
}
