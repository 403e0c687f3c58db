using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using KinesisPlatform.DuckDb.Interop;

namespace KinesisPlatform.DuckDb;

/// <summary>Turns a vector's values into .NET's.</summary>
internal static class VectorReader
{
    public static object? Read(DuckDbVector vector, int row) => vector.Type.Id switch
    {
        DuckDbTypeId.Boolean => vector.At<byte>(row) != 0,
        DuckDbTypeId.TinyInt => vector.At<sbyte>(row),
        DuckDbTypeId.SmallInt => vector.At<short>(row),
        DuckDbTypeId.Integer => vector.At<int>(row),
        DuckDbTypeId.BigInt => vector.At<long>(row),
        DuckDbTypeId.HugeInt => vector.At<NativeHugeInt>(row).Value,
        DuckDbTypeId.UTinyInt => vector.At<byte>(row),
        DuckDbTypeId.USmallInt => vector.At<ushort>(row),
        DuckDbTypeId.UInteger => vector.At<uint>(row),
        DuckDbTypeId.UBigInt => vector.At<ulong>(row),
        DuckDbTypeId.UHugeInt => vector.At<NativeUHugeInt>(row).Value,
        DuckDbTypeId.BigNum => ReadBigNum(vector.Bytes(row)),
        DuckDbTypeId.Float => vector.At<float>(row),
        DuckDbTypeId.Double => vector.At<double>(row),
        DuckDbTypeId.Decimal => ReadDecimal(ReadInteger(vector, row), vector.Type.Scale),
        DuckDbTypeId.Varchar => Encoding.UTF8.GetString(vector.Bytes(row)),
        DuckDbTypeId.Blob or DuckDbTypeId.Geometry => vector.Bytes(row).ToArray(),
        DuckDbTypeId.Bit => ReadBits(vector.Bytes(row)),
        DuckDbTypeId.Date => Calendar.Date(vector.At<int>(row)),
        DuckDbTypeId.Time => Calendar.Time(vector.At<long>(row) * 1000),
        DuckDbTypeId.TimeNs => Calendar.Time(vector.At<long>(row)),
        DuckDbTypeId.TimeTz => Calendar.TimeWithOffset(vector.At<ulong>(row)),
        DuckDbTypeId.TimestampS => Calendar.Timestamp(vector.At<long>(row), 1, isUtc: false),
        DuckDbTypeId.TimestampMs => Calendar.Timestamp(vector.At<long>(row), 1_000, isUtc: false),
        DuckDbTypeId.Timestamp => Calendar.Timestamp(vector.At<long>(row), 1_000_000, isUtc: false),
        DuckDbTypeId.TimestampNs => Calendar.Timestamp(vector.At<long>(row), 1_000_000_000, isUtc: false),
        DuckDbTypeId.TimestampTz => Calendar.Timestamp(vector.At<long>(row), 1_000_000, isUtc: true),
        DuckDbTypeId.Interval => vector.At<DuckDbInterval>(row),
        DuckDbTypeId.Uuid => ReadUuid(vector.At<NativeUHugeInt>(row)),
        DuckDbTypeId.Enum => vector.Type.Names[(int)ReadInteger(vector, row)],
        DuckDbTypeId.List or DuckDbTypeId.Array => ReadList(vector, row),
        DuckDbTypeId.Map => ReadMap(vector, row),
        DuckDbTypeId.Struct => ReadStruct(vector, row),
        DuckDbTypeId.Union => ReadUnion(vector, row),
        DuckDbTypeId.SqlNull => null,
        _ => throw new DuckDbException($"A value of type {vector.Type} cannot be read: cast it to JSON or VARCHAR in the query.", DuckDbErrorKind.NotImplemented),
    };

    /// <returns>0 for types whose values do not lie in the vector itself.</returns>
    public static int WidthBytes(DuckDbType type) => (type.Id is DuckDbTypeId.Decimal or DuckDbTypeId.Enum ? type.Storage : type.Id) switch
    {
        DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt or DuckDbTypeId.UTinyInt => 1,
        DuckDbTypeId.SmallInt or DuckDbTypeId.USmallInt => 2,
        DuckDbTypeId.Integer or DuckDbTypeId.UInteger or DuckDbTypeId.Float or DuckDbTypeId.Date => 4,
        DuckDbTypeId.Struct or DuckDbTypeId.Union or DuckDbTypeId.Array or DuckDbTypeId.SqlNull or DuckDbTypeId.Variant or DuckDbTypeId.Invalid => 0,
        DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.Uuid or DuckDbTypeId.Interval or DuckDbTypeId.List or DuckDbTypeId.Map
            or DuckDbTypeId.Varchar or DuckDbTypeId.Blob or DuckDbTypeId.Bit or DuckDbTypeId.BigNum or DuckDbTypeId.Geometry => 16,
        _ => 8,
    };

    public static Guid ReadUuid(NativeUHugeInt value)
    {
        Span<byte> bytes = stackalloc byte[16];
        // DuckDB flips the highest bit so that UUIDs sort as signed 128-bit numbers.
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value.Upper ^ (1ul << 63));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], value.Lower);
        return new(bytes, bigEndian: true);
    }

    private static Int128 ReadInteger(DuckDbVector vector, int row) => vector.Type.Storage switch
    {
        DuckDbTypeId.UTinyInt => vector.At<byte>(row),
        DuckDbTypeId.USmallInt => vector.At<ushort>(row),
        DuckDbTypeId.UInteger => vector.At<uint>(row),
        DuckDbTypeId.SmallInt => vector.At<short>(row),
        DuckDbTypeId.Integer => vector.At<int>(row),
        DuckDbTypeId.BigInt => vector.At<long>(row),
        _ => vector.At<NativeHugeInt>(row).Value,
    };

    private static object ReadDecimal(Int128 unscaled, int scale)
    {
        var magnitude = (UInt128)Int128.Abs(unscaled);
        if (scale <= 28 && magnitude < UInt128.One << 96)
            return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)scale);
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}{(scale > 0 ? "." : "")}{digits[^scale..]}";
    }

    // 3 header bytes (sign bit and length), then the magnitude, big-endian; all inverted for negative numbers.
    private static BigInteger ReadBigNum(ReadOnlySpan<byte> bytes)
    {
        var magnitude = bytes[3..].ToArray();
        if ((bytes[0] & 0x80) != 0) return new(magnitude, isUnsigned: true, isBigEndian: true);
        for (var i = 0; i < magnitude.Length; i++) magnitude[i] = (byte)~magnitude[i];
        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }

    // One byte with the number of padding bits, then the bits, highest first, padded in front.
    private static string ReadBits(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 8);
        for (var bit = (int)bytes[0]; bit < (bytes.Length - 1) * 8; bit++)
            text.Append((bytes[1 + bit / 8] >> (7 - bit % 8) & 1) == 1 ? '1' : '0');
        return text.ToString();
    }

    private static object?[] ReadList(DuckDbVector vector, int row)
    {
        var (offset, length) = vector.Elements(row);
        var values = new object?[length];
        if (length == 0) return values;
        var child = vector.Child(0);
        for (var i = 0; i < length; i++) values[i] = child.GetValue(offset + i);
        return values;
    }

    private static KeyValuePair<object, object?>[] ReadMap(DuckDbVector vector, int row)
    {
        var (offset, length) = vector.Elements(row);
        var entries = new KeyValuePair<object, object?>[length];
        if (length == 0) return entries;
        var (keys, values) = (vector.Child(0), vector.Child(1));
        for (var i = 0; i < length; i++) entries[i] = new(keys.GetValue(offset + i)!, values.GetValue(offset + i));
        return entries;
    }

    private static KeyValuePair<string, object?> ReadUnion(DuckDbVector vector, int row)
    {
        var member = vector.UnionMember(row);
        return new(vector.Type.Names[member], vector.Child(member).GetValue(row));
    }

    private static object ReadStruct(DuckDbVector vector, int row)
    {
        var names = vector.Type.Names;
        if (names.All(name => name.Length == 0)) return names.Select((_, i) => vector.Child(i).GetValue(row)).ToArray();
        var fields = new Dictionary<string, object?>(names.Count);
        for (var i = 0; i < names.Count; i++) fields[names[i]] = vector.Child(i).GetValue(row);
        return fields;
    }
}
