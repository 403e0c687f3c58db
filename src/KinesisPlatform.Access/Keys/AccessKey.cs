using System.Security.Cryptography;
using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.Access.Keys;

/// <summary>A configured key. A key has one token: that one's hash is all there is to remember, so memory is bounded by the configuration.</summary>
internal sealed class AccessKey(ScramVerifier verifier, StreamAccess access)
{
    private byte[]? _known;

    public ScramVerifier Verifier { get; } = verifier;

    public StreamAccess Access { get; } = access;

    /// <exception cref="FormatException">The options were not validated.</exception>
    public static AccessKey Of(AccessKeyOptions options) => new(
        ScramVerifier.TryParse(options.Verifier, out var verifier) ? verifier! : throw new FormatException($"The verifier of key '{options.Id}' is not one."),
        new(options.Id, [.. options.Streams.Select(Grant)], [.. options.ReplayTo.Select(target => new StreamPattern(target))], options.MayAdminister, [.. options.Engines]));

    /// <param name="hash">Keyed, of a token.</param>
    public bool IsKnown(byte[] hash) => Volatile.Read(ref _known) is { } known && CryptographicOperations.FixedTimeEquals(known, hash);

    public void Remember(byte[] hash) => Volatile.Write(ref _known, hash);

    private static StreamGrant Grant(StreamGrantOptions options) => new(new(options.Name), new(
        options.Where is { } where ? [where] : [], options.Masks.ToDictionary(mask => mask.Key.ToLowerInvariant(), mask => mask.Value)));
}
