using System.Buffers;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// A response body in one array, which disposing gives back to the shared pool. Slices of <see cref="MemoryManager{T}.Memory"/> that are used
/// afterwards throw <see cref="ObjectDisposedException"/> instead of showing what the array holds by then.
/// </summary>
internal sealed class ResponseBody : MemoryManager<byte>
{
    /// <summary>The largest legitimate answer is a GetRecords of 10 MiB in base64; anything far above it is not from AWS.</summary>
    internal const int LengthMax = 64 * 1024 * 1024;

    private byte[]? _array;

    private ResponseBody(byte[] array, int length) => (_array, Length) = (array, length);

    public int Length { get; }

    public ReadOnlySpan<byte> Span => GetSpan();

    /// <summary>Memory for what is decoded from an answer; its content is what the pool left there.</summary>
    public static ResponseBody Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    /// <param name="contentLength">As the response announced it; the SDK gives 0 when it did not.</param>
    /// <exception cref="IOException">The body is longer than <see cref="LengthMax"/>.</exception>
    public static async ValueTask<ResponseBody> ReadFromAsync(Stream stream, long contentLength, CancellationToken cancellationToken)
    {
        if (contentLength > LengthMax) throw TooLong();
        var array = ArrayPool<byte>.Shared.Rent((int)(contentLength > 0 ? contentLength : 16 * 1024));
        var length = 0;
        try
        {
            while (contentLength <= 0 || length < contentLength)
            {
                if (length == array.Length) array = Grow(array);
                var read = await stream.ReadAsync(array.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
            }
            return new(array, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(array);
            throw;
        }
    }

    /// <summary>Harmless when repeated.</summary>
    public void Dispose() => Dispose(disposing: true);

    public override Span<byte> GetSpan() => Array.AsSpan(0, Length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));
        return Array.AsMemory(elementIndex).Pin();
    }

    // Memory's own handle, which Pin gives, unpins itself.
    public override void Unpin() { }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = new(Array, 0, Length);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _array, null) is { } array) ArrayPool<byte>.Shared.Return(array);
    }

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(ResponseBody), "A slice of a response was used after it was disposed.");

    private static byte[] Grow(byte[] full)
    {
        if (full.Length >= LengthMax) throw TooLong();
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static IOException TooLong() => new($"The response is longer than {LengthMax} bytes, more than any AWS operation answers; check the endpoint.");
}
