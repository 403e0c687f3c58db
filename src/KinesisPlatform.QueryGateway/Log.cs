namespace KinesisPlatform.QueryGateway;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "A result broke off after its first rows were sent: {Reason}")]
    public static partial void ResultBroken(this ILogger logger, string reason);

    [LoggerMessage(102, LogLevel.Error, "{Path} of the Iceberg catalog failed")]
    public static partial void CatalogFailed(this ILogger logger, Exception exception, string path);
}
