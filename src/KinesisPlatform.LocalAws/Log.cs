namespace KinesisPlatform.LocalAws;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "LocalAws listens on {Endpoint} for {Services}.")]
    public static partial void Listening(this ILogger logger, Uri endpoint, string services);
}
