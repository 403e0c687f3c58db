using System.Buffers.Binary;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Reads and writes frames on the pipes between the engine and its worker process.</summary>
internal static class Frames
{
    public const int HeaderBytes = 5;

    /// <summary>Far above what either side sends (records of up to 10 MiB included); a larger length means a broken stream.</summary>
    public const int PayloadBytesMax = 128 << 20;

    public static void WriteHeader(Span<byte> header, FrameKind kind, int payloadBytes)
    {
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], payloadBytes);
    }

    /// <summary>Header and payload.</summary>
    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderBytes + payload.Length];
        WriteHeader(frame, kind, payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    public static async ValueTask WriteAsync(Stream stream, FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        WriteHeader(header, kind, payload.Length);
        await stream.WriteAsync(header, cancellationToken);
        if (!payload.IsEmpty) await stream.WriteAsync(payload, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static (FrameKind Kind, byte[] Payload)? Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0) return null;
        var payload = new byte[LengthOf(header[..read])];
        if (stream.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false) < payload.Length) throw new InvalidDataException("The stream ended within a frame.");
        return ((FrameKind)header[0], payload);
    }

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">The stream is not one of frames, or ends within one.</exception>
    public static async ValueTask<(FrameKind Kind, byte[] Payload)?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        var read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return null;
        var payload = GC.AllocateUninitializedArray<byte>(LengthOf(header.AsSpan(0, read)));
        if (await stream.ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false, cancellationToken) < payload.Length)
            throw new InvalidDataException("The stream ended within a frame.");
        return ((FrameKind)header[0], payload);
    }

    private static int LengthOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes) throw new InvalidDataException("The stream ended within a frame's header.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[1..]);
        return length is >= 0 and <= PayloadBytesMax ? length : throw new InvalidDataException($"A frame of {length} bytes.");
    }
}
