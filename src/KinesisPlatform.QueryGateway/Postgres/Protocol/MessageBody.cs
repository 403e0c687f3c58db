using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>Reads a message's fields, in network byte order (PostgreSQL documentation, "Message Data Types").</summary>
internal sealed class MessageBody(ReadOnlyMemory<byte> payload)
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private int _at;

    public bool IsAtEnd => _at == payload.Length;

    public byte ReadByte() => Take(1).Span[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2).Span);

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4).Span);

    /// <summary>A number of things that follow.</summary>
    public int ReadCount()
    {
        // Unsigned, as libpq and others send more than 32,767 of them.
        return BinaryPrimitives.ReadUInt16BigEndian(Take(2).Span);
    }

    /// <exception cref="PostgresException">It does not end, or is not UTF-8.</exception>
    public string ReadText()
    {
        var end = payload.Span[_at..].IndexOf((byte)0);
        if (end < 0) throw PostgresException.Protocol("A text does not end within its message.");
        return Decode(Take(end + 1).Span[..^1]);
    }

    /// <returns>Null for NULL.</returns>
    public ReadOnlyMemory<byte>? ReadValue()
    {
        var length = ReadInt32();
        return length switch
        {
            // Without the cast it would be an empty value: null converts to a memory as well, by way of an array.
            -1 => (ReadOnlyMemory<byte>?)null,
            < -1 => throw PostgresException.Protocol($"A value of {length} bytes."),
            _ => Take(length),
        };
    }

    public ReadOnlyMemory<byte> ReadRest() => Take(payload.Length - _at);

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new PostgresException("22021", "A text is not valid UTF-8.", exception);
        }
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > payload.Length - _at) throw PostgresException.Protocol("A message ends before its fields do.");
        var taken = payload.Slice(_at, count);
        _at += count;
        return taken;
    }
}
