using System.Buffers;
using System.Security.Cryptography;

namespace KinesisPlatform.Access.Keys;

/// <summary>The text that a caller presents: <c>kp_{id}_{secret}</c>. The prefix lets scanners of repositories find tokens that got away.</summary>
public sealed record AccessToken
{
    private const string Prefix = "kp_";
    private const int KeyIdCharsMax = 63;
    private const int SecretCharsMin = 32;
    private const int SecretCharsMax = 128;

    /// <summary>43 of 62 characters: 256 bits.</summary>
    private const int SecretChars = 43;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create(Alphabet);

    private AccessToken(string keyId, string text) => (KeyId, Text) = (keyId, text);

    public string KeyId { get; }

    /// <summary>The whole token, a secret.</summary>
    public string Text { get; }

    /// <exception cref="FormatException"><paramref name="keyId"/> is no key's id.</exception>
    public static AccessToken Create(string keyId) => IsKeyId(keyId)
        ? new(keyId, $"{Prefix}{keyId}_{RandomNumberGenerator.GetString(Alphabet, SecretChars)}")
        : throw new FormatException($"'{keyId}' is not a key's id: 1-{KeyIdCharsMax} of a-z, 0-9 and '-', beginning with a letter or digit.");

    /// <summary>Looks at the form only.</summary>
    public static bool TryParse(string? text, out AccessToken? token)
    {
        token = null;
        if (text is null || text.Length > Prefix.Length + KeyIdCharsMax + 1 + SecretCharsMax || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var end = text.LastIndexOf('_');
        if (end < Prefix.Length || !IsKeyId(text[Prefix.Length..end])) return false;
        var secret = text.AsSpan(end + 1);
        if (secret.Length is < SecretCharsMin or > SecretCharsMax || secret.ContainsAnyExcept(SecretCharacters)) return false;
        token = new(text[Prefix.Length..end], text);
        return true;
    }

    public static bool IsKeyId(string? text) =>
        text is { Length: > 0 and <= KeyIdCharsMax } && text[0] != '-' && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Prefix}{KeyId}_...";
}
