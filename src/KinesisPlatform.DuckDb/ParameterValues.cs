using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>Single values, from .NET to DuckDB (parameters of statements) and back (arguments of table functions).</summary>
internal static unsafe class ParameterValues
{
    public static ValueHandle Create(object? value) => value switch
    {
        null => duckdb_create_null_value(),
        bool flag => duckdb_create_bool(flag),
        sbyte or byte or short or ushort or int => duckdb_create_int32(Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        uint or long => duckdb_create_int64(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong number => duckdb_create_uint64(number),
        Int128 number => duckdb_create_hugeint(new(number)),
        UInt128 number => duckdb_create_uhugeint(new(number)),
        float number => duckdb_create_float(number),
        double number => duckdb_create_double(number),
        decimal number => CreateDecimal(number),
        string text => CreateText(text),
        byte[] bytes => CreateBlob(bytes),
        DateOnly date => duckdb_create_date(Calendar.Days(date)),
        TimeOnly time => duckdb_create_time(time.Ticks / TimeSpan.TicksPerMicrosecond),
        DateTimeOffset time => duckdb_create_timestamp_tz(Calendar.Microseconds(time.UtcDateTime)),
        DateTime { Kind: DateTimeKind.Utc } time => duckdb_create_timestamp_tz(Calendar.Microseconds(time)),
        DateTime time => duckdb_create_timestamp(Calendar.Microseconds(time)),
        TimeSpan span => duckdb_create_interval(new(0, 0, span.Ticks / TimeSpan.TicksPerMicrosecond)),
        DuckDbInterval interval => duckdb_create_interval(interval),
        Guid guid => CreateUuid(guid),
        IEnumerable<string> texts => CreateList(texts),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} cannot be a parameter.", nameof(value)),
    };

    public static object? Read(ValueHandle value, DuckDbTypeId type)
    {
        using (value)
        {
            if (value.IsInvalid || duckdb_is_null_value(value)) return null;
            return type switch
            {
                DuckDbTypeId.Boolean => duckdb_get_bool(value),
                DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.BigInt => duckdb_get_int64(value),
                DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt or DuckDbTypeId.UInteger or DuckDbTypeId.UBigInt => duckdb_get_uint64(value),
                DuckDbTypeId.Float or DuckDbTypeId.Double => duckdb_get_double(value),
                DuckDbTypeId.Varchar => NativeText.Take(duckdb_get_varchar(value)),
                DuckDbTypeId.Blob => ReadBlob(value),
                DuckDbTypeId.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(duckdb_get_date(value)),
                DuckDbTypeId.Timestamp => Calendar.FromMicroseconds(duckdb_get_timestamp(value)).DateTime,
                DuckDbTypeId.TimestampTz => Calendar.FromMicroseconds(duckdb_get_timestamp_tz(value)),
                _ => throw new ArgumentException($"A table function cannot have a parameter of type {type}.", nameof(type)),
            };
        }
    }

    private static ValueHandle CreateDecimal(decimal number)
    {
        const byte WidthMax = 38;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var magnitude = (Int128)new UInt128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        return duckdb_create_decimal(new() { Width = WidthMax, Scale = (byte)(bits[3] >> 16), Value = new(bits[3] < 0 ? -magnitude : magnitude) });
    }

    private static ValueHandle CreateText(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = utf8) return duckdb_create_varchar_length(pointer, (ulong)utf8.Length);
    }

    private static ValueHandle CreateBlob(byte[] bytes)
    {
        fixed (byte* pointer = bytes) return duckdb_create_blob(pointer, (ulong)bytes.Length);
    }

    private static ValueHandle CreateUuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return duckdb_create_uuid(new(BinaryPrimitives.ReadUInt128BigEndian(bytes)));
    }

    private static ValueHandle CreateList(IEnumerable<string> texts)
    {
        ValueHandle[] items = [.. texts.Select(CreateText)];
        try
        {
            nint[] pointers = [.. items.Select(item => item.DangerousGetHandle())];
            using var type = duckdb_create_logical_type(DuckDbTypeId.Varchar);
            fixed (nint* pointer = pointers) return duckdb_create_list_value(type, pointer, (ulong)pointers.Length);
        }
        finally
        {
            foreach (var item in items) item.Dispose();
        }
    }

    private static byte[] ReadBlob(ValueHandle value)
    {
        var blob = duckdb_get_blob(value);
        var bytes = new ReadOnlySpan<byte>((void*)blob.Data, checked((int)blob.Length)).ToArray();
        duckdb_free(blob.Data);
        return bytes;
    }
}
