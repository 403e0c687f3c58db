using System.Buffers;

namespace KinesisPlatform.TestKit;

/// <summary>Memory that is as good as gone once disposed, as a pool's is: slices of it that are used afterwards throw.</summary>
public sealed class GuardedMemory(byte[] bytes) : MemoryManager<byte>
{
    public bool IsDisposed { get; private set; }

    public override Span<byte> GetSpan() => IsDisposed ? throw new ObjectDisposedException(nameof(GuardedMemory), "A record was used after its batch was disposed.") : bytes;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return bytes.AsMemory(elementIndex).Pin();
    }

    public override void Unpin() { }

    protected override void Dispose(bool disposing) => IsDisposed = true;
}
