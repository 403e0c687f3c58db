namespace KinesisPlatform.Access.Keys;

/// <summary>What came of verifying a token.</summary>
/// <param name="Access">Null when it was not accepted.</param>
/// <param name="RetryAfter">Not null when it was not looked at, as there were too many wrong ones.</param>
public readonly record struct TokenCheck(StreamAccess? Access, TimeSpan? RetryAfter)
{
    internal static TokenCheck Wrong => default;
}
