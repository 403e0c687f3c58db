using System.Buffers;
using System.Text;

namespace KinesisPlatform.Archive.Avro;

/// <summary>Avro's binary encoding (Avro 1.11 specification, "Binary Encoding").</summary>
internal sealed class AvroWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>An int or a long: zig-zag, then seven bits a byte.</summary>
    public void WriteLong(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }
        WriteByte((byte)rest);
    }

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteFixed(value);
    }

    public void WriteFixed(ReadOnlySpan<byte> value) => _buffer.Write(value);

    public void WriteString(string value) => WriteBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>The null branch of a union <c>["null", T]</c>.</summary>
    public void WriteNull() => WriteLong(0);

    /// <summary>The other branch of a union <c>["null", T]</c>; the value follows.</summary>
    public void WriteSome() => WriteLong(1);

    public void WriteOptional(long? value)
    {
        if (value is not { } number) WriteNull();
        else
        {
            WriteSome();
            WriteLong(number);
        }
    }

    public void WriteOptional(byte[]? value)
    {
        if (value is null) WriteNull();
        else
        {
            WriteSome();
            WriteBytes(value);
        }
    }

    /// <summary>One block of items and the empty block that ends an array or map.</summary>
    public void WriteBlock<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        if (items.Count > 0)
        {
            WriteLong(items.Count);
            foreach (var item in items) write(item);
        }
        WriteLong(0);
    }

    private void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}
