namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>Keys are listed in the order of their UTF-8 bytes. UTF-16 order differs: it puts surrogate pairs before U+E000.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    /// <summary>Comes after every key: no key begins with half a surrogate pair.</summary>
    public const string AfterAll = "\uDFFF";

    public static KeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x!.Length || common == y!.Length) return x.Length - y!.Length;
        return Rank(x[common]) - Rank(y[common]);
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
