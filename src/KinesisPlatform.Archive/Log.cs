using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Archive;

/// <summary>Event ids 3000-3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Debug, "Committed version {Version} of {Table}: {RecordCount} records of {ShardCount} shards")]
    public static partial void Committed(this ILogger logger, string table, long version, long recordCount, int shardCount);

    [LoggerMessage(3001, LogLevel.Debug, "Version {Version} of {Table} is another writer's (try {Attempt})")]
    public static partial void CommitOvertaken(this ILogger logger, string table, long version, int attempt);

    [LoggerMessage(3002, LogLevel.Warning, "The response to commit {Version} of {Table} was lost; looking for it in the table's history")]
    public static partial void CommitUnknown(this ILogger logger, Exception exception, string table, long version);

    [LoggerMessage(3003, LogLevel.Warning, "Version {Version} of {Table} is committed, but its version hint could not be written; readers by path may see an earlier one")]
    public static partial void HintFailed(this ILogger logger, Exception exception, string table, long version);

    [LoggerMessage(3004, LogLevel.Warning, "Shard {ShardId} was left out of a commit to {Table}: another writer has advanced it")]
    public static partial void ShardRejected(this ILogger logger, string table, ShardId shardId);

    [LoggerMessage(3005, LogLevel.Error, "Records of shard {ShardId} are missing from {Table}: the stream no longer held those that arrived from {From} to {To}")]
    public static partial void GapRecorded(this ILogger logger, string table, ShardId shardId, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(3006, LogLevel.Debug, "Committed version {Version} of {Table}: {RemovedCount} data files replaced by {AddedCount}")]
    public static partial void Replaced(this ILogger logger, string table, long version, int removedCount, int addedCount);

    [LoggerMessage(3007, LogLevel.Information, "Cut {Table}: {FileCount} data files with {RecordCount} records that arrived before {Before} left the table")]
    public static partial void Cut(this ILogger logger, string table, DateTimeOffset before, long fileCount, long recordCount);

    [LoggerMessage(3008, LogLevel.Information, "Swept {Table}: {FileCount} files of {Bytes} bytes deleted that nothing referred to at {Floor}")]
    public static partial void Swept(this ILogger logger, string table, long fileCount, long bytes, DateTimeOffset floor);

    [LoggerMessage(3050, LogLevel.Information, "A merge of {Hour} in {Table} was given up: another commit has taken {FileCount} of its files")]
    public static partial void MergeOvertaken(this ILogger logger, string table, DateTimeOffset hour, int fileCount);
}
