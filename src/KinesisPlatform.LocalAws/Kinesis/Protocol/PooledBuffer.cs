using System.Buffers;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>A growing buffer from the shared pool: answers of up to 10 MiB would otherwise go to the large object heap one by one.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _content = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));
    private int _length;

    public ReadOnlyMemory<byte> Written => _content.AsMemory(0, _length);

    public Span<byte> Content => _content.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _content.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _content.AsSpan(_length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_content);
        _content = [];
    }

    private void EnsureFree(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed <= _content.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _content.Length * 2));
        _content.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_content);
        _content = larger;
    }
}
