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

    [LoggerMessage(1012, LogLevel.Information, "Consumer {Consumer} registered with stream {Stream}: it is billed per shard and hour until it is deregistered")]
    public static partial void ConsumerRegistered(ILogger logger, string consumer, StreamName stream);

    [LoggerMessage(1013, LogLevel.Debug, "Subscription to shard {ShardId} of stream {Stream} ended, beginning the next")]
    public static partial void SubscriptionEnded(ILogger logger, StreamName stream, ShardId shardId);

    [LoggerMessage(1014, LogLevel.Debug, "Subscription to shard {ShardId} of stream {Stream} failed at attempt {Attempt} with {Code}, beginning another")]
    public static partial void SubscriptionFailed(ILogger logger, StreamName stream, ShardId shardId, int attempt, string code);

    [LoggerMessage(1020, LogLevel.Debug, "{FailedCount} of {EntryCount} entries put on stream {Stream} failed, the last with {Code}, retrying them")]
    public static partial void EntriesRetried(ILogger logger, StreamName stream, int failedCount, int entryCount, string? code);

    [LoggerMessage(1021, LogLevel.Debug, "A request of {EntryCount} entries for stream {Stream} failed with {Code}")]
    public static partial void RequestFailed(ILogger logger, StreamName stream, int entryCount, string code);

    [LoggerMessage(1022, LogLevel.Warning, "{RecordCount} records were not put on stream {Stream}: {Reason}")]
    public static partial void RecordsFailed(ILogger logger, StreamName stream, int recordCount, string reason);

    [LoggerMessage(1023, LogLevel.Information, "Stream {Stream} has {ShardCount} open shards")]
    public static partial void ShardsKnown(ILogger logger, StreamName stream, int shardCount);

    [LoggerMessage(1024, LogLevel.Warning, "The shards of stream {Stream} could not be read again, going on with those known: {Reason}")]
    public static partial void ShardsNotRefreshed(ILogger logger, StreamName stream, string reason);

    [LoggerMessage(1025, LogLevel.Warning, "{RecordCount} user records for stream {Stream} went with an aggregate into shard {ShardId}, which does not hold their keys since the stream was resharded; putting them again")]
    public static partial void RecordsMisplaced(ILogger logger, StreamName stream, int recordCount, ShardId shardId);

    [LoggerMessage(1030, LogLevel.Information, "Stream {Stream} created with {ShardCount} shards")]
    public static partial void StreamCreated(ILogger logger, StreamName stream, int shardCount);
}
