using System.Buffers;
using System.Buffers.Binary;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Bytes in a frame of records: their length (4 bytes, little-endian, -1 for none at all) before them.</summary>
internal static class FrameBytes
{
    public static void Put(IBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes)
    {
        PutLength(buffer, bytes.Length);
        buffer.Write(bytes);
    }

    public static void PutNull(IBufferWriter<byte> buffer) => PutLength(buffer, -1);

    /// <summary>Without a copy: the bytes are those of <paramref name="payload"/>.</summary>
    /// <param name="at">Where the length is; afterwards behind the bytes.</param>
    public static ReadOnlyMemory<byte>? Take(byte[] payload, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
        at += 4;
        if (length < 0) return null;
        var slice = payload.AsMemory(at, length);
        at += length;
        return slice;
    }

    private static void PutLength(IBufferWriter<byte> buffer, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), length);
        buffer.Advance(4);
    }
}
