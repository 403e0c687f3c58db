using System.Buffers.Binary;
using System.Text;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.Kinesis.EventStreams;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c> (Smithy specification, "Amazon Event Stream Specification"), all numbers big-endian:
/// total length (4 bytes), headers' length (4), CRC-32 of these 8 bytes (4), headers, payload, CRC-32 of all before it (4).
/// A header: length of its name (1), name, type (1; 7 is text), length of its value (2), value.
/// </summary>
internal static class EventStreamMessage
{
    private const int PreludeLength = 12;
    private const byte TextType = 7;

    /// <summary>Replaces the buffer's content by the message.</summary>
    public static void Write(PooledBuffer output, ReadOnlySpan<(string Name, string Value)> headers, Action<PooledBuffer> payload)
    {
        output.Clear();
        output.GetSpan(PreludeLength);
        output.Advance(PreludeLength);
        foreach (var (name, value) in headers) WriteHeader(output, name, value);
        var headersLength = output.Content.Length - PreludeLength;
        payload(output);
        var prelude = output.Content;
        BinaryPrimitives.WriteInt32BigEndian(prelude, output.Content.Length + 4);
        BinaryPrimitives.WriteInt32BigEndian(prelude[4..], headersLength);
        Checksum(prelude[..8]).CopyTo(prelude[8..]);
        var checksum = Checksum(output.Content);
        checksum.CopyTo(output.GetSpan(checksum.Length));
        output.Advance(checksum.Length);
    }

    private static void WriteHeader(PooledBuffer output, string name, string value)
    {
        var span = output.GetSpan(4 + name.Length + value.Length);
        span[0] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name, span[1..]);
        var rest = span[(1 + name.Length)..];
        rest[0] = TextType;
        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)value.Length);
        Encoding.ASCII.GetBytes(value, rest[3..]);
        output.Advance(4 + name.Length + value.Length);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> content)
    {
        var crc = new ReflectedCrc(ReflectedCrc.Polynomial.Crc32);
        crc.Append(content);
        return crc.Finish();
    }
}
