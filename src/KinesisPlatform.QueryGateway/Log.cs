namespace KinesisPlatform.QueryGateway;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "A result broke off after its first rows were sent: {Reason}")]
    public static partial void ResultBroken(this ILogger logger, string reason);

    [LoggerMessage(201, LogLevel.Information, "Speaks PostgreSQL's protocol on {Address}, port {Port}: {Authentication}.")]
    public static partial void PostgresListening(this ILogger logger, string address, int port, string authentication);

    [LoggerMessage(202, LogLevel.Error, "A statement of a PostgreSQL client failed")]
    public static partial void PostgresFailed(this ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "{Path} of the Iceberg catalog failed")]
    public static partial void CatalogFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(301, LogLevel.Warning, "A query at {Engine} ({QueryId}) could not be ended; it goes on until its end or the engine's own timeout: {Reason}")]
    public static partial void EngineQueryLeft(this ILogger logger, string engine, string? queryId, string reason);
}
