using System.Buffers.Binary;
using System.Text;
using KinesisPlatform.Aws.EventStreams;

namespace KinesisPlatform.Aws.Tests.EventStreams;

/// <summary>Makes messages; that this is how they are made, another codec's messages show.</summary>
internal static class Frames
{
    public static byte[] Event(string type, string payload) => Of(Encoding.UTF8.GetBytes(payload), (":message-type", "event"), (":event-type", type));

    public static byte[] Of(byte[] payload, params (string Name, string Value)[] headers) => Of(
        payload, [.. headers.SelectMany(h => (byte[])[(byte)h.Name.Length, .. Encoding.UTF8.GetBytes(h.Name), 7, (byte)(h.Value.Length >> 8), (byte)h.Value.Length, .. Encoding.UTF8.GetBytes(h.Value)])]);

    /// <summary>A message with any bytes for headers.</summary>
    public static byte[] Of(byte[] payload, byte[] headers) => Of(16 + headers.Length + payload.Length, headers.Length, [.. headers, .. payload]);

    /// <summary>A message with any lengths, and checksums that are right nevertheless.</summary>
    public static byte[] Of(int totalLength, int headersLength, byte[] content)
    {
        var frame = new byte[16 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, totalLength);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headersLength);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        content.CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }
}
