namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states through which a resource goes.</summary>
public static class KnownResourceStates
{
    public static readonly string NotStarted = nameof(NotStarted);
    public static readonly string Waiting = nameof(Waiting);
    public static readonly string Starting = nameof(Starting);
    public static readonly string Running = nameof(Running);
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Ended with a failure, or was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ended by itself with exit code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>States that a resource does not leave.</summary>
    public static IReadOnlyList<string> TerminalStates { get; } = [Finished, FailedToStart, Exited];
}
