namespace KinesisPlatform.LocalAws.Http.Faults;

internal enum FaultKind
{
    /// <summary>The request has no effect and is answered with an error.</summary>
    Error,

    /// <summary>The request waits before it is carried out.</summary>
    Latency,

    /// <summary>The request has its effect, but the connection is cut instead of answering.</summary>
    LostResponse,
}
