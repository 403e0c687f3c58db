using System.Buffers.Binary;
using KinesisPlatform.Aws.EventStreams;

namespace KinesisPlatform.Fuzz.Targets;

/// <summary>Messages one after the other, as a subscription sends them.</summary>
internal sealed class EventStreamTarget : IFuzzTarget
{
    private const int ChecksumLength = 4;

    public string Name => "event streams";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Message([(":message-type", "event"), (":event-type", "SubscribeToShardEvent")], """{"Records":[]}"""u8.ToArray()),
        [.. Message([(":message-type", "event"), (":event-type", "initial-response")], "{}"u8.ToArray()), .. Message([(":message-type", "exception"), (":exception-type", "ResourceInUseException")], "{}"u8.ToArray())],
        Message([(":message-type", "error"), (":error-code", "500"), (":error-message", "no")], []),
    ];

    public byte[] Repair(byte[] input)
    {
        if (input.Length < EventStreamFrame.PreludeLength + ChecksumLength) return input;
        var total = BinaryPrimitives.ReadInt32BigEndian(input);
        // The first message as long as what is there, unless it says something possible itself.
        if (total < EventStreamFrame.PreludeLength + ChecksumLength || total > input.Length) BinaryPrimitives.WriteInt32BigEndian(input, total = input.Length);
        Sign(input.AsSpan(0, total));
        return input;
    }

    public bool Parse(byte[] input)
    {
        ReadOnlyMemory<byte> rest = input;
        while (EventStreamFrame.TryParse(rest, out var frame, out var length))
        {
            if (length < EventStreamFrame.PreludeLength || length > rest.Length || frame.Payload.Length > length) throw new InvalidOperationException("A message longer than its stream.");
            rest = rest[length..];
        }
        return rest.IsEmpty;
    }

    private static byte[] Message((string Name, string Value)[] headers, byte[] payload)
    {
        byte[] head = [.. headers.SelectMany(h => (byte[])[(byte)h.Name.Length, .. System.Text.Encoding.UTF8.GetBytes(h.Name), 7, 0, (byte)h.Value.Length, .. System.Text.Encoding.UTF8.GetBytes(h.Value)])];
        var message = new byte[EventStreamFrame.PreludeLength + head.Length + payload.Length + ChecksumLength];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), head.Length);
        head.CopyTo(message, EventStreamFrame.PreludeLength);
        payload.CopyTo(message, EventStreamFrame.PreludeLength + head.Length);
        Sign(message);
        return message;
    }

    private static void Sign(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], Crc32.Of(message[..8]));
        BinaryPrimitives.WriteUInt32BigEndian(message[^ChecksumLength..], Crc32.Of(message[..^ChecksumLength]));
    }
}
