namespace KinesisPlatform;

/// <summary>The one exception type that crosses the platform's own boundaries. SDK exceptions are translated to it once, at the edge.</summary>
/// <param name="message">What happened, to what, and what to do next; no payloads, no secrets.</param>
public sealed class PlatformException(FailureKind kind, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public FailureKind Kind { get; } = kind;
}
