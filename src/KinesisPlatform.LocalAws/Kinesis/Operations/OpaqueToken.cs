using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Values that a client hands back as it got them. A digest tells tokens that were never given out.</summary>
internal static class OpaqueToken
{
    private const int DigestBytes = 8;

    public static string Encode(params IEnumerable<string> parts)
    {
        var content = Encoding.UTF8.GetBytes(string.Join('\n', parts));
        return Convert.ToBase64String([.. SHA256.HashData(content).AsSpan(0, DigestBytes), .. content]);
    }

    /// <returns>Null for a token that was not given out.</returns>
    public static string[]? Decode(string token)
    {
        if (!Base64.IsValid(token)) return null;
        var bytes = Convert.FromBase64String(token);
        if (bytes.Length <= DigestBytes) return null;
        var content = bytes.AsSpan(DigestBytes);
        return SHA256.HashData(content).AsSpan(0, DigestBytes).SequenceEqual(bytes.AsSpan(0, DigestBytes)) ? Encoding.UTF8.GetString(content).Split('\n') : null;
    }
}
