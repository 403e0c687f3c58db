namespace KinesisPlatform;

/// <summary>The one exception type that crosses the platform's own boundaries. SDK exceptions are translated to it once, at the edge.</summary>
/// <param name="message">What happened, to what, and what to do next; no payloads, no secrets.</param>
public sealed class PlatformException(FailureKind kind, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public FailureKind Kind { get; } = kind;

    /// <summary>
    /// Of an <see cref="FailureKind.Invalid"/> put: whether a record can never be put, whoever tries. Otherwise it is the caller or the request that is refused
    /// (a policy, a token, a key), which tells nothing of the records.
    /// </summary>
    public bool IsOfRecord { get; init; }

    /// <summary>How long to wait before asking again; null where nobody can tell.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
