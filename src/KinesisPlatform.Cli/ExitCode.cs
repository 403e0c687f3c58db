namespace KinesisPlatform.Cli;

/// <summary>What <c>kp</c> exits with. <c>src/docs/kp.md</c> promises these numbers to scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work failed, or a service did, or a check of the doctor.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for is wrong: the command line, the configuration, the statement, a state that does not allow it.</summary>
    public const int Usage = 2;

    /// <summary>No such stream, replay, query or cluster.</summary>
    public const int NotFound = 3;

    /// <summary>No API key, a wrong one, or one that may not.</summary>
    public const int NotAllowed = 4;

    /// <summary>The service does not answer, or says that it cannot now.</summary>
    public const int Unavailable = 5;

    /// <summary>Not within the time that was given for it.</summary>
    public const int TimedOut = 6;

    /// <summary>Ctrl-C, as shells count: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
