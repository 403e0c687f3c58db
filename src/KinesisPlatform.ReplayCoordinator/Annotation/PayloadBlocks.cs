namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>
/// Memory for the payloads of records on their way, one after the other in blocks that are used again: a replay moves every byte of an archive through here. As large as what is under way at once.
/// Not safe for concurrent callers.
/// </summary>
internal sealed class PayloadBlocks
{
    private const int BlockBytes = 256 << 10;

    private readonly List<byte[]> _blocks = [];
    private int _block = -1;
    private int _start, _end;

    /// <summary>Begins a payload; one that was begun and not ended is forgotten.</summary>
    /// <param name="bytesMax">What is written at most.</param>
    public void Begin(int bytesMax)
    {
        _end = _start;
        if (_block >= 0 && _blocks[_block].Length - _start >= bytesMax) return;
        (_start, _end) = (0, 0);
        if (++_block == _blocks.Count) _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, bytesMax)));
        else if (_blocks[_block].Length < bytesMax) _blocks[_block] = GC.AllocateUninitializedArray<byte>(bytesMax);
    }

    /// <exception cref="ArgumentException">It is more than was said.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Rest);
        _end += bytes.Length;
    }

    /// <summary>Where the payload's next bytes go; <see cref="Advance"/> says how many there are.</summary>
    public Span<byte> Rest => _blocks[_block].AsSpan(_end);

    public void Advance(int bytes) => _end += bytes;

    /// <summary>Bytes of the payload so far.</summary>
    public int Length => _end - _start;

    /// <returns>The payload; valid until <see cref="Reuse"/>.</returns>
    public ReadOnlyMemory<byte> End()
    {
        var payload = _blocks[_block].AsMemory(_start, _end - _start);
        _start = _end;
        return payload;
    }

    /// <summary>Nobody reads any payload any more.</summary>
    public void Reuse()
    {
        if (_block < 0) return;
        // A few large records are no reason to keep as much for good.
        _blocks.RemoveAll(static block => block.Length > BlockBytes);
        (_block, _start, _end) = (-1, 0, 0);
    }

    /// <summary>Somebody may read payloads later on: their memory is left to him.</summary>
    public void Abandon()
    {
        _blocks.Clear();
        (_block, _start, _end) = (-1, 0, 0);
    }
}
