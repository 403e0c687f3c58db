using System.Text;

namespace KinesisPlatform.ObjectStore;

/// <summary>The rules of S3's keys: 1-1024 bytes of UTF-8, ordered by those bytes (Amazon S3 User Guide, "Naming Amazon S3 objects").</summary>
internal static class ObjectKey
{
    public const int LengthBytesMax = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-16 order is not UTF-8 order: a surrogate pair sorts after every other character in UTF-8, but before U+E000 in UTF-16.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <exception cref="PlatformException">Invalid: S3 would refuse the key.</exception>
    public static void Validate(string key)
    {
        if (key.Length == 0) throw new PlatformException(FailureKind.Invalid, "An object's key is empty: give it a name of 1-1024 bytes.");
        if (LengthBytes(key) is var length and > LengthBytesMax)
            throw new PlatformException(FailureKind.Invalid, $"The key '{key[..64]}…' has {length} bytes and S3 takes {LengthBytesMax}: shorten the prefix or the names in it.");
    }

    private static int LengthBytes(string key)
    {
        try
        {
            return Strict.GetByteCount(key);
        }
        catch (EncoderFallbackException e)
        {
            throw new PlatformException(FailureKind.Invalid, "An object's key is not valid Unicode (a surrogate without its other half): S3 takes UTF-8 only.", e);
        }
    }

    private static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length - b.Length;
        return Rank(a[common]) - Rank(b[common]);
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
