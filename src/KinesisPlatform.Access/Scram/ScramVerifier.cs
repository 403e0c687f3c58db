using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.Access.Scram;

/// <summary>
/// What is kept of a password to verify it, and to prove to its owner that it is known (SCRAM-SHA-256, RFC 5802 and 7677):
/// <c>SCRAM-SHA-256$4096:salt$StoredKey:ServerKey</c>, in base64, as PostgreSQL stores it and RFC 5803 describes. Nobody gets the password back from it, nor a way to log in.
/// Passwords are taken as they are, in UTF-8; RFC 4013's preparation changes nothing about a token.
/// </summary>
public sealed class ScramVerifier
{
    /// <summary>RFC 7677 asks for this many at least. A token's secret has 256 bits: more iterations add nothing to it.</summary>
    public const int IterationsMin = 4096;

    /// <summary>About 30 ms of CPU for each verification.</summary>
    public const int IterationsMax = 100_000;

    private const string Mechanism = "SCRAM-SHA-256";
    private const int SaltBytes = 16;
    private const int SaltBytesMax = 64;
    private const int KeyBytes = SHA256.HashSizeInBytes;

    private readonly byte[] _salt;
    private readonly byte[] _storedKey;
    private readonly byte[] _serverKey;

    internal ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) => (Iterations, _salt, _storedKey, _serverKey) = (iterations, salt, storedKey, serverKey);

    public int Iterations { get; }

    public ReadOnlyMemory<byte> Salt => _salt;

    /// <summary>H(ClientKey), by which a client's proof is checked.</summary>
    public ReadOnlyMemory<byte> StoredKey => _storedKey;

    /// <summary>By which the server proves itself.</summary>
    public ReadOnlyMemory<byte> ServerKey => _serverKey;

    /// <summary>Of a new password, under a salt of its own.</summary>
    public static ScramVerifier Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes), IterationsMin);

    internal static ScramVerifier Create(string password, byte[] salt, int iterations)
    {
        var salted = Salted(password, salt, iterations);
        return new(iterations, salt, SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), HMACSHA256.HashData(salted, "Server Key"u8));
    }

    /// <summary>The salt of a password that does not exist: the same for a name each time, so that it cannot be told from a real one.</summary>
    /// <param name="secret">Known to nobody outside.</param>
    internal static ScramVerifier Fake(ReadOnlySpan<byte> secret, string name, int iterations)
    {
        var salt = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(name))[..SaltBytes];
        return new(iterations, salt, RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(KeyBytes));
    }

    public static bool TryParse(string? text, out ScramVerifier? verifier)
    {
        verifier = null;
        if (text?.Split('$') is not [Mechanism, var first, var second] || first.Split(':') is not [var iterations, var salt] || second.Split(':') is not [var stored, var server]) return false;
        if (!int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < IterationsMin or > IterationsMax) return false;
        if (Decode(salt) is not { Length: > 0 and <= SaltBytesMax } saltBytes || Decode(stored) is not { Length: KeyBytes } storedKey || Decode(server) is not { Length: KeyBytes } serverKey) return false;
        verifier = new(count, saltBytes, storedKey, serverKey);
        return true;
    }

    /// <summary>Whether this is the password. Takes as long for a wrong one.</summary>
    public bool Matches(string password) => FixedTime(SHA256.HashData(HMACSHA256.HashData(Salted(password, _salt, Iterations), "Client Key"u8)));

    /// <summary>Checks a client's proof: ClientProof = ClientKey XOR HMAC(StoredKey, AuthMessage) (RFC 5802, section 3).</summary>
    /// <param name="authMessage">client-first-message-bare "," server-first-message "," client-final-message-without-proof, in UTF-8.</param>
    public bool VerifyProof(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> clientProof)
    {
        if (clientProof.Length != KeyBytes) return false;
        var clientKey = HMACSHA256.HashData(_storedKey, authMessage);
        for (var i = 0; i < clientKey.Length; i++) clientKey[i] ^= clientProof[i];
        return FixedTime(SHA256.HashData(clientKey));
    }

    /// <summary>ServerSignature = HMAC(ServerKey, AuthMessage), for the client to check.</summary>
    public byte[] ServerSignature(ReadOnlySpan<byte> authMessage) => HMACSHA256.HashData(_serverKey, authMessage);

    /// <summary>In the format that <see cref="TryParse"/> takes. Keep it from whoever need not configure the service.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mechanism}${Iterations}:{Convert.ToBase64String(_salt)}${Convert.ToBase64String(_storedKey)}:{Convert.ToBase64String(_serverKey)}");

    private bool FixedTime(byte[] storedKey) => CryptographicOperations.FixedTimeEquals(storedKey, _storedKey);

    private static byte[] Salted(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, KeyBytes);

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
