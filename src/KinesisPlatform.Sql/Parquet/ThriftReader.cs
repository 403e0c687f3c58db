namespace KinesisPlatform.Sql.Parquet;

/// <summary>Reads Thrift's compact protocol (thrift-compact-protocol.md), as much as Parquet's footers need.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    private const int DepthMax = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    /// <summary>The next field of a struct: a byte with the difference of ids and the type, or the type alone and then the id.</summary>
    /// <param name="id">Of the field before; 0 at a struct's beginning. Becomes this field's.</param>
    /// <returns>False at the struct's end.</returns>
    public bool ReadField(ref int id, out ThriftType type)
    {
        var head = ReadByte();
        type = (ThriftType)(head & 0x0F);
        if (head == 0) return false;
        id = head >> 4 is var difference and > 0 ? id + difference : checked((int)ReadLong());
        return true;
    }

    /// <summary>A list's head: a byte with size and type, or 15 and the type and then the size.</summary>
    public int ReadList(out ThriftType type)
    {
        var head = ReadByte();
        type = (ThriftType)(head & 0x0F);
        var count = head >> 4 is var small and < 15 ? (ulong)small : ReadVarint();
        // Each element takes a byte at least.
        if (count > (ulong)(_bytes.Length - Position)) throw Damaged("a list is longer than what is left");
        return (int)count;
    }

    public long ReadLong()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadInt() => ReadLong() is var value and >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged("a number is too large");

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        if (length > (ulong)(_bytes.Length - Position)) throw Damaged("a text is longer than what is left");
        var value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    public void Skip(ThriftType type) => Skip(type, isElement: false, 0);

    private void Skip(ThriftType type, bool isElement, int depth)
    {
        if (depth > DepthMax) throw Damaged("it is nested too deeply");
        switch (type)
        {
            // As a field its value is in the type; in a list it takes a byte.
            case ThriftType.True or ThriftType.False: if (isElement) ReadByte(); break;
            case ThriftType.Byte: ReadByte(); break;
            case ThriftType.Short or ThriftType.Int or ThriftType.Long: ReadVarint(); break;
            case ThriftType.Double: Advance(sizeof(double)); break;
            case ThriftType.Binary: ReadBytes(); break;
            case ThriftType.List or ThriftType.Set:
                var count = ReadList(out var of);
                for (var i = 0; i < count; i++) Skip(of, isElement: true, depth + 1);
                break;
            case ThriftType.Struct:
                var id = 0;
                while (ReadField(ref id, out var field)) Skip(field, isElement: false, depth + 1);
                break;
            default: throw Damaged($"a value of type {type}");
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Damaged("a number does not end");
    }

    private byte ReadByte() => Position < _bytes.Length ? _bytes[Position++] : throw Damaged("it ends too early");

    private void Advance(int count)
    {
        if (count > _bytes.Length - Position) throw Damaged("it ends too early");
        Position += count;
    }

    public static InvalidDataException Damaged(string what) => new($"The footer of a Parquet file cannot be read: {what}.");
}
