using System.Buffers;
using System.Buffers.Binary;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Bytes in a frame of records: their length (4 bytes, little-endian, -1 for none at all) before them.</summary>
internal static class FrameBytes
{
    private const int LengthBytes = sizeof(int);

    public static void Put(IBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes)
    {
        var place = buffer.GetSpan(LengthBytes + bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(place, bytes.Length);
        bytes.CopyTo(place[LengthBytes..]);
        buffer.Advance(LengthBytes + bytes.Length);
    }

    public static void PutNull(IBufferWriter<byte> buffer)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(LengthBytes), -1);
        buffer.Advance(LengthBytes);
    }

    /// <summary>Without a copy: the bytes are those of <paramref name="payload"/>.</summary>
    /// <param name="at">Where the length is; afterwards behind the bytes.</param>
    public static ReadOnlyMemory<byte>? Take(byte[] payload, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
        at += LengthBytes;
        if (length < 0) return null;
        var slice = payload.AsMemory(at, length);
        at += length;
        return slice;
    }
}
