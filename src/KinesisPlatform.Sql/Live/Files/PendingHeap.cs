namespace KinesisPlatform.Sql.Live.Files;

/// <summary>Bytes on their way to a file's heap.</summary>
internal sealed class PendingHeap
{
    private byte[] _bytes = new byte[64 << 10];
    private int _length;

    /// <summary>Where in the file they will begin.</summary>
    public long Offset { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Begins anew.</summary>
    public void Clear(long offset) => (Offset, _length) = (offset, 0);

    /// <returns>The slot of the bytes.</returns>
    public long Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 1 << LiveLayout.LengthBits) throw new InvalidOperationException($"A value of {bytes.Length} bytes in a live record.");
        if (_bytes.Length - _length < bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        return LiveLayout.Slot(Offset + _length - bytes.Length, bytes.Length);
    }
}
