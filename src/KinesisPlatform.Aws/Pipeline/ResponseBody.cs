using System.Buffers;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>A response body in one array, which disposing gives back to the shared pool.</summary>
internal sealed class ResponseBody : IDisposable
{
    /// <summary>The largest legitimate answer is a GetRecords of 10 MiB in base64; anything far above it is not from AWS.</summary>
    internal const int LengthMax = 64 * 1024 * 1024;

    private byte[]? _array;

    private ResponseBody(byte[] array, int length) => (_array, Length) = (array, length);

    public int Length { get; }

    public ReadOnlySpan<byte> Span => Memory.Span;

    public Memory<byte> Memory => (_array ?? throw new ObjectDisposedException(nameof(ResponseBody))).AsMemory(0, Length);

    /// <param name="contentLength">As the response announced it; the SDK gives 0 when it did not.</param>
    /// <exception cref="IOException">The body is longer than <see cref="LengthMax"/>.</exception>
    public static ResponseBody ReadFrom(Stream stream, long contentLength)
    {
        if (contentLength > LengthMax) throw TooLong();
        var array = ArrayPool<byte>.Shared.Rent((int)(contentLength > 0 ? contentLength : 16 * 1024));
        var length = 0;
        try
        {
            while (contentLength <= 0 || length < contentLength)
            {
                if (length == array.Length) array = Grow(array);
                var read = stream.Read(array, length, array.Length - length);
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

    /// <summary>
    /// Gives the array to the caller, for content that outlives the call: it never returns to the pool, so that slices of it stay valid for as
    /// long as anything holds them.
    /// </summary>
    public Memory<byte> Detach() =>
        (Interlocked.Exchange(ref _array, null) ?? throw new ObjectDisposedException(nameof(ResponseBody))).AsMemory(0, Length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array) ArrayPool<byte>.Shared.Return(array);
    }

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
