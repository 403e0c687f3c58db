using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.Aws.EventStreams;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c> (Smithy specification, "Amazon Event Stream Specification"), all numbers big-endian:
/// total length (4 bytes), headers' length (4), CRC-32 of these 8 bytes (4), headers, payload, CRC-32 of all before it (4).
/// A header: length of its name (1), name, type (1), value. <see cref="TryParse"/> is all of the parser that sees bytes from outside: what fuzzes it
/// fuzzes the format.
/// </summary>
/// <param name="MessageType"><c>event</c>, <c>exception</c> or <c>error</c>.</param>
/// <param name="Type">Name of the event, of the exception or code of the error.</param>
/// <param name="ErrorMessage">Only of an error; an exception's is in its payload.</param>
/// <param name="Payload">A slice of what was parsed.</param>
internal readonly record struct EventStreamFrame(string MessageType, string Type, string? ErrorMessage, ReadOnlyMemory<byte> Payload)
{
    public const int PreludeLength = 12;

    /// <summary>The specification's limits: 16 MiB of payload, 128 KiB of headers.</summary>
    public const int LengthMax = (16 << 20) + (128 << 10) + PreludeLength + ChecksumLength;

    private const int ChecksumLength = 4;
    private const byte TextType = 7;

    // Nearly every header has one of these values: no string is made for them.
    private static readonly (byte[] Utf8, string Text)[] Known =
        [.. ((string[])["event", "SubscribeToShardEvent", "initial-response", "exception"]).Select(text => (Encoding.UTF8.GetBytes(text), text))];

    /// <param name="content">Begins with a message, and may go on after it.</param>
    /// <param name="length">Of the message; where it is not there in full, the length from which more can be told: never 0, never above <see cref="LengthMax"/>.</param>
    /// <returns>Whether the message is there in full.</returns>
    /// <exception cref="PlatformException">Data: a checksum is wrong, or a length is impossible.</exception>
    public static bool TryParse(ReadOnlyMemory<byte> content, out EventStreamFrame frame, out int length)
    {
        frame = default;
        length = PreludeLength;
        if (content.Length < PreludeLength) return false;
        var prelude = content.Span[..PreludeLength];
        if (Crc32.Of(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..])) throw Malformed("the checksum of a prelude is wrong");
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headersLength = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (total is < PreludeLength + ChecksumLength or > LengthMax || headersLength > total - PreludeLength - ChecksumLength) throw Malformed("a length is impossible");
        length = (int)total;
        if (content.Length < length) return false;
        var whole = content.Span[..length];
        if (Crc32.Of(whole[..^ChecksumLength]) != BinaryPrimitives.ReadUInt32BigEndian(whole[^ChecksumLength..])) throw Malformed("the checksum of a message is wrong");
        var payloadStart = PreludeLength + (int)headersLength;
        frame = Of(whole[PreludeLength..payloadStart], content[payloadStart..(length - ChecksumLength)]);
        return true;
    }

    private static EventStreamFrame Of(ReadOnlySpan<byte> headers, ReadOnlyMemory<byte> payload)
    {
        string? messageType = null, type = null, message = null;
        while (!headers.IsEmpty)
        {
            var name = Take(ref headers, Take(ref headers, 1)[0]);
            var valueType = Take(ref headers, 1)[0];
            var value = TakeValue(ref headers, valueType);
            if (valueType != TextType) continue;
            if (name.SequenceEqual(":message-type"u8)) messageType = Text(value);
            else if (name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8)) type = Text(value);
            else if (name.SequenceEqual(":error-message"u8)) message = Text(value);
        }
        if (messageType is null || type is null) throw Malformed("a message does not say what it is");
        return new(messageType, type, message, payload);
    }

    private static ReadOnlySpan<byte> TakeValue(ref ReadOnlySpan<byte> headers, byte type) => type switch
    {
        // True, false; byte; short; integer; long, time; UUID.
        0 or 1 => default,
        2 => Take(ref headers, 1),
        3 => Take(ref headers, 2),
        4 => Take(ref headers, 4),
        5 or 8 => Take(ref headers, 8),
        9 => Take(ref headers, 16),
        // Bytes, text.
        6 or TextType => Take(ref headers, BinaryPrimitives.ReadUInt16BigEndian(Take(ref headers, 2))),
        _ => throw Malformed($"a header is of the unknown type {type}"),
    };

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> headers, int length)
    {
        if (length > headers.Length) throw Malformed("a header is truncated");
        var taken = headers[..length];
        headers = headers[length..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        foreach (var (known, text) in Known)
            if (utf8.SequenceEqual(known)) return text;
        return Encoding.UTF8.GetString(utf8);
    }

    private static PlatformException Malformed(string what) =>
        new(FailureKind.Data, $"The events of a subscription are not an Amazon event stream: {what}. Check the endpoint and what is between here and it.");
}
