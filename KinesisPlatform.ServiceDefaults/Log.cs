using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed with status {Status}")]
    public static partial void RequestFailed(ILogger logger, string method, string path, int status, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} cannot be answered now: {Reason}")]
    public static partial void RequestUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(3, LogLevel.Information, "No API keys are configured (Access:Keys): this machine may do everything here, and nobody else is let in.")]
    public static partial void NoKeys(ILogger logger);
}
