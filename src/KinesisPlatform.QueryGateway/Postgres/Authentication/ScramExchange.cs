using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Authentication;

/// <summary>The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677; PostgreSQL documentation, "SASL Authentication"), without channel binding.</summary>
/// <param name="credential">Of the user that the start-up message named; the exchange's own user name is ignored, as by PostgreSQL.</param>
internal sealed class ScramExchange(ScramCredential credential)
{
    public const string Mechanism = "SCRAM-SHA-256";

    private const int NonceBytes = 18;

    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private string _header = "";

    /// <param name="clientFirst"><c>n,,n=,r=nonce</c></param>
    /// <returns><c>r=nonce,s=salt,i=iterations</c></returns>
    public string First(string clientFirst)
    {
        var parts = clientFirst.Split(',');
        // y: the client could bind to the channel, and saw that the server cannot. p: it wants to, which was not offered. An authzid is not taken.
        if (parts is not ["n" or "y", "", .., _] || parts.Length < 4) throw Malformed();
        _header = $"{parts[0]},,";
        _clientFirstBare = clientFirst[_header.Length..];
        if (!parts[2].StartsWith("n=", StringComparison.Ordinal) || !parts[3].StartsWith("r=", StringComparison.Ordinal) || parts[3].Length < 10) throw Malformed();
        _nonce = parts[3][2..] + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        return _serverFirst = $"r={_nonce},s={Convert.ToBase64String(credential.Verifier.Salt.Span)},i={credential.Verifier.Iterations}";
    }

    /// <param name="clientFinal"><c>c=header in base64,r=nonce,p=proof</c></param>
    /// <returns>The rights, and <c>v=signature</c>; null when the proof is wrong or there is no such key, which take as long.</returns>
    public (StreamAccess Access, string ServerFinal)? Final(string clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0) throw Malformed();
        var withoutProof = clientFinal[..proofAt];
        var expected = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(_header))},r={_nonce}";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(withoutProof), Encoding.UTF8.GetBytes(expected))) throw Malformed();
        var proof = new byte[clientFinal.Length];
        if (!Convert.TryFromBase64String(clientFinal[(proofAt + 3)..], proof, out var length)) throw Malformed();
        var message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var isRight = credential.Verifier.VerifyProof(message, proof.AsSpan(0, length));
        return isRight && credential.Access is { } access ? (access, $"v={Convert.ToBase64String(credential.Verifier.ServerSignature(message))}") : null;
    }

    private static PostgresException Malformed() => new(SqlState.ProtocolViolation, "malformed SCRAM message") { IsFatal = true };
}
