using System.Buffers.Binary;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// Forward-only scanner of CBOR (RFC 8949) in one array. Takes definite and indefinite lengths and skips tags. Strings are slices; chunked ones
/// are moved together in place, which is why the array must be writable. Several times as fast as System.Formats.Cbor, which copies strings.
/// </summary>
/// <exception cref="PlatformException">Data, from every member: the content is truncated or not what was asked for.</exception>
internal ref struct CborScanner(Span<byte> content)
{
    private const int DepthMax = 32;
    private const int Indefinite = -1;

    private readonly Span<byte> _content = content;
    private int _position = 0;

    public readonly int Position => _position;

    public CborMajor PeekMajor()
    {
        SkipTags();
        return (CborMajor)(Peek() >> 5);
    }

    /// <returns>Whether a null, or undefined, stood here; it is consumed.</returns>
    public bool TryNull()
    {
        SkipTags();
        return TryByte(0xf6) || TryByte(0xf7);
    }

    /// <returns>Number of pairs, to be handed to <see cref="More"/>.</returns>
    public long Map() => Head(CborMajor.Map);

    /// <inheritdoc cref="Map"/>
    public long Array() => Head(CborMajor.Array);

    /// <summary>Whether the map or array holds another element.</summary>
    public bool More(ref long left) => left == Indefinite ? !TryByte(0xff) : left-- > 0;

    /// <returns>Where a text or byte string lies in the content.</returns>
    public Range String(CborMajor major)
    {
        var length = Head(major);
        if (length != Indefinite) return Take(length);
        // (_ h'0102', h'03'): move the chunks together over their heads.
        var start = _position;
        var end = start;
        while (!TryByte(0xff))
        {
            if (Head(major) is var chunkLength && chunkLength == Indefinite) throw Malformed("a chunk of indefinite length");
            var chunk = _content[Take(chunkLength)];
            chunk.CopyTo(_content[end..]);
            end += chunk.Length;
        }
        return start..end;
    }

    public double Number()
    {
        SkipTags();
        switch (Peek())
        {
            case 0xfb:
                return BinaryPrimitives.ReadDoubleBigEndian(_content[Take(9)][1..]);
            case 0xfa:
                return BinaryPrimitives.ReadSingleBigEndian(_content[Take(5)][1..]);
        }
        var value = Head(out var major);
        return (major, value) switch
        {
            (CborMajor.Unsigned, >= 0) => value,
            (CborMajor.Negative, >= 0) => -1.0 - value,
            _ => throw Malformed("no number where one is due"),
        };
    }

    /// <summary>Skips one item of any kind.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        if (depth > DepthMax) throw Malformed($"nesting deeper than {DepthMax}");
        SkipTags();
        var length = Head(out var major);
        switch (major)
        {
            case CborMajor.Bytes or CborMajor.Text when length != Indefinite:
                Take(length);
                break;
            case CborMajor.Bytes or CborMajor.Text or CborMajor.Array:
                while (More(ref length)) Skip(depth + 1);
                break;
            case CborMajor.Map:
                while (More(ref length))
                {
                    Skip(depth + 1);
                    Skip(depth + 1);
                }
                break;
            default:
                // The head holds the whole of a number or simple value; a break outside of a collection has no value.
                if (length == Indefinite) throw Malformed("a break that ends nothing");
                break;
        }
    }

    private long Head(CborMajor expected)
    {
        SkipTags();
        var argument = Head(out var major);
        return major == expected ? argument : throw Malformed($"{major} where {expected} is due");
    }

    private long Head(out CborMajor major)
    {
        var first = _content[Take(1)][0];
        major = (CborMajor)(first >> 5);
        switch (first & 0x1f)
        {
            case < 24 and var small:
                return small;
            case 24:
                return _content[Take(1)][0];
            case 25:
                return BinaryPrimitives.ReadUInt16BigEndian(_content[Take(2)]);
            case 26:
                return BinaryPrimitives.ReadUInt32BigEndian(_content[Take(4)]);
            case 27:
                var bits = BinaryPrimitives.ReadUInt64BigEndian(_content[Take(8)]);
                // Only a double may use the top bit, and that is skipped, never measured.
                return major == CborMajor.Simple ? 0 : bits <= long.MaxValue ? (long)bits : throw Malformed("a length or number beyond 63 bits");
            case 31 when major is not (CborMajor.Unsigned or CborMajor.Negative or CborMajor.Tag):
                return Indefinite;
            default:
                throw Malformed("a reserved head");
        }
    }

    private void SkipTags()
    {
        while (Peek() >> 5 == (int)CborMajor.Tag) Head(out _);
    }

    private readonly byte Peek() => _position < _content.Length ? _content[_position] : throw Malformed("truncation");

    private bool TryByte(byte value)
    {
        if (Peek() != value) return false;
        _position++;
        return true;
    }

    private Range Take(long length)
    {
        if (length > _content.Length - _position) throw Malformed("truncation");
        var start = _position;
        _position += (int)length;
        return start.._position;
    }

    private readonly PlatformException Malformed(string what) =>
        new(FailureKind.Data, $"The answer of Kinesis is not the CBOR that it documents: {what} at byte {_position} of {_content.Length}. Check the endpoint.");
}
