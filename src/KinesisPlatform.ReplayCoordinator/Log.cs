namespace KinesisPlatform.ReplayCoordinator;

/// <summary>Events 1-9 replays, 10-19 plans, 20-29 parts, 30-39 sweeps and messages.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Replay {ReplayId} from {Source} to {Target} was requested.")]
    public static partial void ReplayRequested(this ILogger logger, string replayId, string source, string target);

    [LoggerMessage(2, LogLevel.Information, "Replay {ReplayId} is {State}: {Sent} records sent, {DeadLettered} dead letters.")]
    public static partial void ReplayFinished(this ILogger logger, string replayId, Replays.ReplayState state, long sent, long deadLettered);

    [LoggerMessage(3, LogLevel.Error, "Replay {ReplayId} failed: {Reason}")]
    public static partial void ReplayFailed(this ILogger logger, string replayId, string reason, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "The command to start replay {ReplayId} could not be sent; the next sweep sends it again.")]
    public static partial void StartNotSent(this ILogger logger, string replayId, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Replay {ReplayId} was changed by a caller and is {State}.")]
    public static partial void ReplayChanged(this ILogger logger, string replayId, Replays.ReplayState state);

    [LoggerMessage(6, LogLevel.Information, "Replay {ReplayId} failed and was not resumed in time, or too many others of its source have failed since: its snapshot is let go.")]
    public static partial void ReplayGivenUp(this ILogger logger, string replayId);

    [LoggerMessage(10, LogLevel.Information, "Replay {ReplayId} is planned: {Parts} parts, {Records} records of table version {Version}.")]
    public static partial void ReplayPlanned(this ILogger logger, string replayId, int parts, long records, long version);

    [LoggerMessage(20, LogLevel.Information, "Part {Part} of replay {ReplayId} starts after {Scanned} records.")]
    public static partial void PartStarted(this ILogger logger, string replayId, int part, long scanned);

    [LoggerMessage(21, LogLevel.Information, "Part {Part} of replay {ReplayId} is done: {Sent} records sent.")]
    public static partial void PartDone(this ILogger logger, string replayId, int part, long sent);

    [LoggerMessage(22, LogLevel.Warning, "Part {Part} of replay {ReplayId} failed in passing ({Failures} in a row) and goes on: {Reason}")]
    public static partial void PartFailedInPassing(this ILogger logger, string replayId, int part, int failures, string reason);

    [LoggerMessage(23, LogLevel.Warning, "Part {Part} of replay {ReplayId} was lost to another worker.")]
    public static partial void PartLost(this ILogger logger, string replayId, int part);

    [LoggerMessage(24, LogLevel.Information, "Part {Part} of replay {ReplayId} stops after {Scanned} records.")]
    public static partial void PartStopped(this ILogger logger, string replayId, int part, long scanned);

    [LoggerMessage(25, LogLevel.Warning, "A checkpoint of part {Part} of replay {ReplayId} could not be written: {Reason}")]
    public static partial void CheckpointNotWritten(this ILogger logger, string replayId, int part, string reason);

    [LoggerMessage(26, LogLevel.Warning, "Part {Part} of replay {ReplayId} could not be given up; it is free when its lease ends: {Reason}")]
    public static partial void PartNotReleased(this ILogger logger, string replayId, int part, string reason);

    [LoggerMessage(27, LogLevel.Debug, "Part {Part} of replay {ReplayId} waits: it runs here already or every slot is taken.")]
    public static partial void PartWaits(this ILogger logger, string replayId, int part);

    [LoggerMessage(30, LogLevel.Warning, "Replay {ReplayId} could not be looked after; the next sweep tries again.")]
    public static partial void SweepFailed(this ILogger logger, string replayId, Exception exception);

    [LoggerMessage(31, LogLevel.Warning, "Unfinished replays could not be listed; the next sweep tries again.")]
    public static partial void ListFailed(this ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "Work on replay {ReplayId} failed; the next sweep starts it again.")]
    public static partial void WorkFailed(this ILogger logger, string replayId, Exception exception);
}
