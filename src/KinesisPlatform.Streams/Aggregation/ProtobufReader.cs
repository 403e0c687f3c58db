namespace KinesisPlatform.Streams.Aggregation;

/// <summary>Reads the fields of a protobuf message in place. Nothing throws: every member says whether the content was well-formed.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, int position, int end)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private readonly int _end = end;
    private int _position = position;

    public readonly bool IsAtEnd => _position == _end;

    /// <param name="tag">Field number and wire type as they are in the message: <c>number &lt;&lt; 3 | type</c>.</param>
    public bool TryTag(out ulong tag) => TryVarint(out tag);

    public bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && _position < _end; shift += 7)
        {
            var part = _message[_position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return true;
        }
        return false;
    }

    /// <summary>A length and as many bytes: a string, bytes or an embedded message.</summary>
    /// <param name="range">Within the span that this reader was made of.</param>
    public bool TryBytes(out Range range)
    {
        range = default;
        if (!TryVarint(out var length) || length > (ulong)(_end - _position)) return false;
        range = _position..(_position + (int)length);
        _position = range.End.Value;
        return true;
    }

    public bool TrySkip(ulong tag) => (tag & 7) switch
    {
        0 => TryVarint(out _),
        1 => TryAdvance(8),
        2 => TryBytes(out _),
        5 => TryAdvance(4),
        _ => false,
    };

    private bool TryAdvance(int count)
    {
        if (count > _end - _position) return false;
        _position += count;
        return true;
    }
}
