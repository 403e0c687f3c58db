using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams;

/// <summary>Events 1000-1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Call about {Subject} failed at attempt {Attempt} with {Code}, retrying")]
    public static partial void CallRetried(ILogger logger, string subject, int attempt, string code);

    [LoggerMessage(1010, LogLevel.Debug, "Iterator of shard {ShardId} of stream {Stream} expired, renewing it")]
    public static partial void IteratorExpired(ILogger logger, StreamName stream, ShardId shardId);

    [LoggerMessage(1011, LogLevel.Error, "Records of shard {ShardId} of stream {Stream} that arrived between {From:O} and {To:O} may be lost: the stream's retention passed before they were read")]
    public static partial void GapFound(ILogger logger, StreamName stream, ShardId shardId, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(1020, LogLevel.Debug, "{FailedCount} of {RecordCount} records put on stream {Stream} failed with {Code}, retrying them")]
    public static partial void RecordsRetried(ILogger logger, StreamName stream, int failedCount, int recordCount, string? code);

    [LoggerMessage(1030, LogLevel.Information, "Stream {Stream} created with {ShardCount} shards")]
    public static partial void StreamCreated(ILogger logger, StreamName stream, int shardCount);
}
