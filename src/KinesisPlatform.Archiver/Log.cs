namespace KinesisPlatform.Archiver;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Archiving {Stream}, {ShardCount} shards, from table version {Version}.")]
    public static partial void ArchivingStarted(ILogger logger, StreamName stream, int shardCount, long version);

    [LoggerMessage(101, LogLevel.Information, "Committed {RecordCount} records of {Stream} as version {Version} in {Milliseconds} ms.")]
    public static partial void Committed(ILogger logger, StreamName stream, int recordCount, long version, long milliseconds);

    [LoggerMessage(102, LogLevel.Warning, "Another writer had advanced shards {Shards} of {Stream}: reading them again from the table's checkpoints.")]
    public static partial void ShardsRejected(ILogger logger, StreamName stream, string shards);

    [LoggerMessage(103, LogLevel.Error, "Records of {Stream} shard {Shard} that arrived between {From:O} and {To:O} are lost: the stream's retention trimmed them before they were read. The gap is recorded in the table.")]
    public static partial void Gap(ILogger logger, StreamName stream, ShardId shard, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(104, LogLevel.Warning, "Reading shard {Shard} of {Stream} failed; trying again in {DelaySeconds} s: {Reason}")]
    public static partial void ShardFailed(ILogger logger, StreamName stream, ShardId shard, double delaySeconds, string reason);

    [LoggerMessage(105, LogLevel.Warning, "Archiving {Stream} was interrupted; trying again in {DelaySeconds} s: {Reason}")]
    public static partial void StreamFailed(ILogger logger, StreamName stream, double delaySeconds, string reason);

    [LoggerMessage(106, LogLevel.Warning, "Listing streams failed; trying again in {DelaySeconds} s: {Reason}")]
    public static partial void DiscoveryFailed(ILogger logger, double delaySeconds, string reason);

    [LoggerMessage(107, LogLevel.Warning, "Committing {Stream} did not succeed; its {RecordCount} records stay buffered and are tried again in {DelaySeconds} s: {Reason}")]
    public static partial void CommitFailed(ILogger logger, StreamName stream, int recordCount, double delaySeconds, string reason);

    [LoggerMessage(108, LogLevel.Warning, "The commit of version {Version} of {Stream} could not be announced; readers find it without: {Reason}")]
    public static partial void AnnouncementFailed(ILogger logger, StreamName stream, long version, string reason);

    [LoggerMessage(109, LogLevel.Information, "A flush of {Stream} was asked for, but this archiver does not archive it.")]
    public static partial void FlushOfUnknownStream(ILogger logger, string stream);

    [LoggerMessage(110, LogLevel.Error, "Archiving {Stream} failed unexpectedly; trying again in {DelaySeconds} s.")]
    public static partial void StreamFaulted(ILogger logger, Exception error, StreamName stream, double delaySeconds);

    [LoggerMessage(111, LogLevel.Information, "Stream {Stream} was deleted or is no longer selected: archiving it stops. Its table stays.")]
    public static partial void ArchivingStopped(ILogger logger, StreamName stream);

    [LoggerMessage(112, LogLevel.Warning, "Archiver:Streams names {Stream}, but there is no such stream in this account and region. It is archived as soon as it is created.")]
    public static partial void StreamMissing(ILogger logger, StreamName stream);

    [LoggerMessage(120, LogLevel.Error, "The settings of {Stream} could not be read; those known last stay in force: {Reason}")]
    public static partial void SettingsNotRead(ILogger logger, StreamName stream, string reason);

    [LoggerMessage(121, LogLevel.Warning, "The prefix that the options give {Stream} is ignored: {Reason}")]
    public static partial void PrefixIgnored(ILogger logger, StreamName stream, string reason);

    [LoggerMessage(122, LogLevel.Information, "The settings of {Stream} were changed.")]
    public static partial void SettingsChanged(ILogger logger, StreamName stream);

    [LoggerMessage(130, LogLevel.Warning, "The oldest record of {Stream} that is not archived is {AgeHours:F1} h old, {Percent:F0} % of the stream's retention; the stream drops it in {LeftHours:F1} h. Find out why archiving is slow or stopped, or raise the stream's retention (IncreaseStreamRetentionPeriod).")]
    public static partial void LossAhead(ILogger logger, StreamName stream, double ageHours, double percent, double leftHours);

    [LoggerMessage(131, LogLevel.Error, "Records of {Stream} are about to be lost: the oldest that is not archived is {AgeHours:F1} h old, {Percent:F0} % of the stream's retention; the stream drops it in {LeftHours:F1} h. Raise the stream's retention now (IncreaseStreamRetentionPeriod takes effect at once), then find out why archiving is slow or stopped.")]
    public static partial void LossImminent(ILogger logger, StreamName stream, double ageHours, double percent, double leftHours);

    [LoggerMessage(140, LogLevel.Information, "Other archivers read {Count} shards of {Stream} now; this one still reads {HeldCount}.")]
    public static partial void ShardsLetGo(ILogger logger, StreamName stream, int count, int heldCount);

    [LoggerMessage(141, LogLevel.Information, "Takes up {Count} shards of {Stream}; this archiver reads {HeldCount} of it now.")]
    public static partial void ShardsTakenUp(ILogger logger, StreamName stream, int count, int heldCount);

    [LoggerMessage(142, LogLevel.Warning, "Flushes that other archivers ask for could not be looked up; trying again: {Reason}")]
    public static partial void FlushBoardFailed(ILogger logger, string reason);

    [LoggerMessage(132, LogLevel.Information, "{Stream} is archived in time again: the oldest record that is not archived has used {Percent:F0} % of the stream's retention.")]
    public static partial void LossAverted(ILogger logger, StreamName stream, double percent);

    [LoggerMessage(140, LogLevel.Error, "NDJSON files of {Stream} cannot be written; what is archived waits for them, archiving goes on: {Reason}")]
    public static partial void NdjsonFailed(ILogger logger, StreamName stream, string reason);

    [LoggerMessage(141, LogLevel.Error, "{CommitCount} commits of {Stream} have no NDJSON files: their snapshots expired before these were written. Their records are in the table; raise Archive:SnapshotCountMax.")]
    public static partial void NdjsonMissing(ILogger logger, StreamName stream, long commitCount);

    [LoggerMessage(142, LogLevel.Error, "Writing NDJSON files of {Stream} failed unexpectedly; archiving goes on.")]
    public static partial void NdjsonFaulted(ILogger logger, Exception error, StreamName stream);

    [LoggerMessage(150, LogLevel.Information, "Maintained the table of {Stream} in {Seconds:F1} s: {FileCount} small files merged into {MergeCount}, {LeftCount} merges left, {CutCount} files past the archive's retention, {SweptCount} files deleted that nothing referred to.")]
    public static partial void Maintained(ILogger logger, StreamName stream, double seconds, int fileCount, int mergeCount, int leftCount, long cutCount, long sweptCount);

    [LoggerMessage(151, LogLevel.Warning, "Maintenance of the table of {Stream} did not succeed; tried again at {NextAt:O}: {Reason}")]
    public static partial void MaintenanceFailed(ILogger logger, StreamName stream, DateTimeOffset nextAt, string reason);

    [LoggerMessage(152, LogLevel.Error, "Maintenance of the table of {Stream} failed unexpectedly; tried again at {NextAt:O}.")]
    public static partial void MaintenanceFaulted(ILogger logger, Exception error, StreamName stream, DateTimeOffset nextAt);

    [LoggerMessage(153, LogLevel.Warning, "Tables into which nobody archives any more could not be looked for; those known last are maintained on, and it is tried again: {Reason}")]
    public static partial void TablesNotListed(ILogger logger, string reason);
}
