namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>An object's bytes, opened: read in order, once.</summary>
internal sealed class ObjectContent((long LengthBytes, Stream Stream)[] segments) : IAsyncDisposable
{
    private int _segment;
    private long _left = segments.Sum(s => s.LengthBytes);

    /// <summary>Reads nothing but these bytes; called before the first read.</summary>
    public ObjectContent Limit(long offset, long length)
    {
        _left = length;
        while (_segment < segments.Length && offset >= segments[_segment].LengthBytes) offset -= segments[_segment++].LengthBytes;
        if (_segment < segments.Length) segments[_segment].Stream.Position = offset;
        return this;
    }

    /// <returns>0 at the end.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (_left > 0)
        {
            var read = await segments[_segment].Stream.ReadAsync(destination[..(int)Math.Min(destination.Length, _left)], cancellationToken);
            _left -= read;
            if (read > 0) return read;
            if (++_segment == segments.Length) throw new EndOfStreamException("An object's stored bytes are fewer than its length.");
        }
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, stream) in segments) await stream.DisposeAsync();
    }
}
