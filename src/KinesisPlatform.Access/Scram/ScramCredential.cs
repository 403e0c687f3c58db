namespace KinesisPlatform.Access.Scram;

/// <summary>What a SCRAM exchange with a user needs.</summary>
/// <param name="Verifier">Always there: of a key that does not exist one that no proof fits.</param>
/// <param name="Access">Null when there is no such key. Not to be looked at before the proof is verified: the exchange goes its whole way either way.</param>
public sealed record ScramCredential(ScramVerifier Verifier, StreamAccess? Access);
