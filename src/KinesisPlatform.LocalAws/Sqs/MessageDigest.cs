using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>The MD5 digests by which clients check what SQS stored (SQS developer guide, "Calculating the MD5 message digest for message attributes").</summary>
internal static class MessageDigest
{
    private const byte StringTag = 1;
    private const byte BinaryTag = 2;

    public static string OfBody(string body) => Hex(Encoding.UTF8.GetBytes(body));

    /// <summary>
    /// Over the attributes by name: each of name, data type and value after its length in 4 bytes, big-endian; a byte before the value tells text from
    /// binary. Null for no attributes.
    /// </summary>
    public static string? OfAttributes(IReadOnlyCollection<MessageAttribute> attributes)
    {
        if (attributes.Count == 0) return null;
        using var input = new MemoryStream();
        foreach (var attribute in attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            Append(input, Encoding.UTF8.GetBytes(attribute.Name));
            Append(input, Encoding.UTF8.GetBytes(attribute.DataType));
            input.WriteByte(attribute.Binary is null ? StringTag : BinaryTag);
            Append(input, attribute.Binary ?? Encoding.UTF8.GetBytes(attribute.Text!));
        }
        return Hex(input.ToArray());
    }

    private static void Append(MemoryStream input, byte[] value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        input.Write(length);
        input.Write(value);
    }

    // MD5 is what the protocol prescribes: it guards against corruption, not against attackers.
    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}
