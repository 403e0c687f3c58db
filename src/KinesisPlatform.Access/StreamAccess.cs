namespace KinesisPlatform.Access;

/// <summary>
/// What one caller may read and do. Whatever hands out data asks it, and says of a stream that may not be read exactly what it says of one that does not exist.
/// Immutable; safe for concurrent callers.
/// </summary>
public sealed class StreamAccess
{
    private readonly IReadOnlyList<StreamGrant> _grants;
    private readonly IReadOnlyList<StreamPattern> _replayTargets;
    // Null: all.
    private readonly IReadOnlyList<string>? _engines;

    internal StreamAccess(string keyId, IReadOnlyList<StreamGrant> grants, IReadOnlyList<StreamPattern> replayTargets, bool mayAdminister, IReadOnlyList<string>? engines) =>
        (KeyId, _grants, _replayTargets, MayAdminister, _engines) = (keyId, grants, replayTargets, mayAdminister, engines);

    /// <summary>All streams, whole, and every operation: for a service without keys, which only this machine reaches.</summary>
    public static StreamAccess Everything { get; } = new("", [new(StreamPattern.All, StreamRule.Open)], [StreamPattern.All], mayAdminister: true, engines: null);

    /// <summary>The caller's key, which is also who owns what the caller starts; empty without keys. No secret.</summary>
    public string KeyId { get; }

    /// <summary>Streams' settings, and what other keys started: to see it, and to stop it.</summary>
    public bool MayAdminister { get; }

    /// <summary>Whether there is any stream that the caller may replay to.</summary>
    public bool MayReplay => _replayTargets.Count > 0;

    /// <summary>Whether there are no keys: whoever reaches the service may do everything.</summary>
    public bool IsUnrestricted => _engines is null;

    /// <summary>Every stream, whole, whatever its name: those that are yet to come, too.</summary>
    public bool MayReadEverything => _grants.Any(grant => grant.Streams.Equals(StreamPattern.All)) && _grants.All(grant => grant.Rule.IsOpen);

    /// <summary>Whether the caller may have this external query engine asked.</summary>
    public bool MayUse(string engine) => _engines?.Contains(engine, StringComparer.Ordinal) ?? true;

    public bool MayRead(StreamName stream) => _grants.Any(grant => grant.Streams.Matches(stream));

    /// <summary>Whether the caller may put replayed records onto this stream. What is replayed must be readable besides, and unmasked.</summary>
    public bool MayReplayTo(StreamName target) => _replayTargets.Any(streams => streams.Matches(target));

    /// <summary>Which of the stream's records the caller sees, and what of them. All grants that match the stream hold together.</summary>
    /// <exception cref="InvalidOperationException">The stream may not be read at all: <see cref="MayRead"/> was not asked.</exception>
    public StreamRule RuleFor(StreamName stream)
    {
        var rules = _grants.Where(grant => grant.Streams.Matches(stream)).Select(grant => grant.Rule).ToList();
        return rules.Count == 0 ? throw new InvalidOperationException($"The key \"{KeyId}\" may not read {stream}.") : StreamRule.All(rules);
    }

    /// <summary>Whether the caller may see and stop what this owner (<see cref="KeyId"/>) started.</summary>
    public bool MaySeeWorkOf(string owner) => MayAdminister || owner == KeyId;

    /// <summary>Name or pattern of streams to the rule for them, to check every rule before one is used.</summary>
    public IEnumerable<KeyValuePair<string, StreamRule>> Rules => _grants.Select(grant => KeyValuePair.Create(grant.Streams.Text, grant.Rule));
}
