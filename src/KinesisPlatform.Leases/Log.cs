using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Leases;

internal static partial class Log
{
    [LoggerMessage(700, LogLevel.Information, "Worker {Worker} shares the work with {OtherCount} others.")]
    public static partial void Joined(ILogger logger, string worker, int otherCount);

    [LoggerMessage(701, LogLevel.Information, "Took {Count} from live workers and {FreeCount} that nobody held; holds {HeldCount} now.")]
    public static partial void Taken(ILogger logger, int count, int freeCount, int heldCount);

    [LoggerMessage(702, LogLevel.Information, "Other workers took {Count}, such as {Resource}; holds {HeldCount} now.")]
    public static partial void Lost(ILogger logger, int count, LeaseResource resource, int heldCount);

    [LoggerMessage(703, LogLevel.Warning, "Worker {Worker} has been silent for {SilenceSeconds} s: what it held is taken over.")]
    public static partial void Fenced(ILogger logger, string worker, double silenceSeconds);

    [LoggerMessage(704, LogLevel.Warning, "The workers' documents could not be read or written, what is held stays held; trying again: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);

    [LoggerMessage(705, LogLevel.Warning, "A worker's document is left alone: {Reason}")]
    public static partial void UnknownDocument(ILogger logger, string reason);

    [LoggerMessage(706, LogLevel.Warning, "Another process runs as worker {Name}: this one goes on as {Worker}.")]
    public static partial void SteppedAside(ILogger logger, string name, string worker);

    [LoggerMessage(707, LogLevel.Warning, "What this worker holds could not be handed over; others take it when they find it silent: {Reason}")]
    public static partial void HandOverFailed(ILogger logger, string reason);
}
