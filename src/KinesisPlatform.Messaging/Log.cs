using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Messaging;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Receiving from {Queue} failed, next attempt in {Pause}: {Reason}")]
    public static partial void ReceiveFailed(ILogger logger, string queue, string reason, TimeSpan pause);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} of {Queue} was not completed and will be delivered again: {Reason}")]
    public static partial void MessageNotCompleted(ILogger logger, string? messageId, string queue, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The visibility of message {MessageId} was not changed to {Timeout}, so that it may be delivered twice: {Reason}")]
    public static partial void VisibilityNotChanged(ILogger logger, string? messageId, TimeSpan timeout, string reason);
}
