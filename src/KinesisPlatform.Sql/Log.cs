using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Sql;

internal static partial class Log
{
    // 1xx workers
    [LoggerMessage(101, LogLevel.Warning, "A spare query worker could not be started; the next query will try again.")]
    public static partial void SpareFailed(this ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "A query worker ended while it waited for a query: {Diagnostics}")]
    public static partial void SpareEnded(this ILogger logger, string diagnostics);

    [LoggerMessage(103, LogLevel.Error, "A query worker failed: {Reason}")]
    public static partial void WorkerFailed(this ILogger logger, string reason);

    [LoggerMessage(104, LogLevel.Warning, "Query worker {ProcessId} ended before its query did: {Diagnostics}")]
    public static partial void WorkerEnded(this ILogger logger, int processId, string diagnostics);

    [LoggerMessage(105, LogLevel.Information, "Query workers run without network, other processes, and files but their own; memory, processor time, disk and open files are limited by the system.")]
    public static partial void SandboxComplete(this ILogger logger);

    [LoggerMessage(106, LogLevel.Warning, "Query workers run without what this system does not offer: {Missing}. DuckDB's own settings and the gate stand alone there.")]
    public static partial void SandboxIncomplete(this ILogger logger, string missing);

    // 2xx live tail
    [LoggerMessage(201, LogLevel.Information, "Follows the live records of {Stream}, {ShardCount} shards.")]
    public static partial void TailStarted(this ILogger logger, StreamName stream, int shardCount);

    [LoggerMessage(202, LogLevel.Information, "No longer follows the live records of {Stream}: {Reason}.")]
    public static partial void TailStopped(this ILogger logger, StreamName stream, string reason);

    [LoggerMessage(203, LogLevel.Warning, "Reading {ShardId} of {Stream} failed; it is tried again in {Delay}.")]
    public static partial void TailReadFailed(this ILogger logger, StreamName stream, ShardId shardId, TimeSpan delay, Exception exception);

    [LoggerMessage(204, LogLevel.Error, "{ShardId} of {Stream} no longer held records that arrived from {From} to {To} when they came to be read, and they may not have been archived either.")]
    public static partial void TailGap(this ILogger logger, StreamName stream, ShardId shardId, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(205, LogLevel.Warning, "The live records of {Stream} exceed {BytesMax} bytes: queries fail until the archiver has caught up.")]
    public static partial void TailFull(this ILogger logger, StreamName stream, long bytesMax);

    [LoggerMessage(206, LogLevel.Warning, "The followed stream {Stream} could not be refreshed; it is tried again.")]
    public static partial void TailRefreshFailed(this ILogger logger, StreamName stream, Exception exception);

    [LoggerMessage(207, LogLevel.Information, "{ShardId} of {Stream} is no longer there: its live records are followed anew.")]
    public static partial void TailShardGone(this ILogger logger, StreamName stream, ShardId shardId, Exception exception);

    // 3xx cache
    [LoggerMessage(301, LogLevel.Debug, "Evicted {Count} data files, {Bytes} bytes, from the cache.")]
    public static partial void CacheEvicted(this ILogger logger, int count, long bytes);

    [LoggerMessage(302, LogLevel.Warning, "The cached data file {File} could not be deleted.")]
    public static partial void CacheDeleteFailed(this ILogger logger, string file, Exception exception);
}
