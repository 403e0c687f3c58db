using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Access.Scram;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Access.Keys;

/// <summary>The configured keys, and who may be let in by them. Safe for concurrent callers.</summary>
public sealed class AccessKeys : IDisposable
{
    private readonly FrozenDictionary<string, AccessKey> _keys;
    private readonly byte[] _hashKey = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly byte[] _fakeSecret;
    private readonly int _fakeIterations;
    private readonly AttemptBudget _attempts;
    private readonly SemaphoreSlim _turn = new(1);

    public AccessKeys(IOptions<AccessOptions> options, TimeProvider time)
    {
        var keys = options.Value.Keys.Select(AccessKey.Of).ToList();
        _keys = keys.ToFrozenDictionary(key => key.Access.KeyId, StringComparer.Ordinal);
        _attempts = new(options.Value, time);
        // Made of the verifiers: a fake salt that changed with a restart, or from one gateway to the next, would show itself.
        _fakeSecret = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', keys.Select(key => key.Verifier.ToString()))));
        _fakeIterations = keys.Count == 0 ? ScramVerifier.IterationsMin : keys[0].Verifier.Iterations;
    }

    /// <summary>False: whoever reaches the service may do everything, and nobody but this machine may reach it.</summary>
    public bool AreConfigured => _keys.Count > 0;

    /// <summary>Every key's rights.</summary>
    public IEnumerable<StreamAccess> All => _keys.Values.Select(key => key.Access);

    /// <summary>
    /// The rights that work goes on with that was started earlier, perhaps before a restart: those the key has now. For work that was started without keys, and so by whoever
    /// runs this machine, everything.
    /// </summary>
    /// <param name="keyId"><see cref="StreamAccess.KeyId"/> of who started it.</param>
    /// <returns>Null when the key was taken back.</returns>
    public StreamAccess? Find(string keyId) => keyId.Length == 0 ? StreamAccess.Everything : _keys.GetValueOrDefault(keyId)?.Access;

    /// <summary>For a SCRAM exchange, which proves that the client knows the token without sending it. Costs no more than two hashes.</summary>
    /// <param name="user">A key's id.</param>
    public ScramCredential FindScram(string user) => _keys.TryGetValue(user, out var key)
        ? new(key.Verifier, key.Access)
        : new(ScramVerifier.Fake(_fakeSecret, user, _fakeIterations), null);

    /// <summary>
    /// Verifies a token that was sent as it is. One that was right before costs a hash; any other costs its key's iterations, whether or not there is such a key,
    /// one at a time, within <see cref="AccessOptions.WrongTokensPerSecondMax"/>.
    /// </summary>
    /// <param name="caller">Null when unknown: all such callers share one budget.</param>
    public async Task<TokenCheck> VerifyAsync(string token, IPAddress? caller, CancellationToken cancellationToken)
    {
        if (!AccessToken.TryParse(token, out var parsed)) return TokenCheck.Wrong;
        var key = _keys.GetValueOrDefault(parsed!.KeyId);
        // Keyed, so that what is kept in memory says nothing about the token.
        var hash = HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(token));
        if (key?.IsKnown(hash) == true) return new(key.Access, null);
        if (_attempts.TryTake(caller) is { } wait) return new(null, wait);

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var verifier = key?.Verifier ?? ScramVerifier.Fake(_fakeSecret, parsed.KeyId, _fakeIterations);
            if (!verifier.Matches(token) || key is null) return TokenCheck.Wrong;
            key.Remember(hash);
        }
        finally
        {
            _turn.Release();
        }
        _attempts.Return(caller);
        return new(key.Access, null);
    }

    public void Dispose() => _turn.Dispose();
}
