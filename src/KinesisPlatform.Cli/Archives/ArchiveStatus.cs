namespace KinesisPlatform.Cli.Archives;

/// <summary>One stream of the archiver's <c>GET /streams</c>, as far as it is shown.</summary>
internal sealed record ArchiveStatus(
    string Stream, string State, long BehindMilliseconds, long BufferedBytes, long BufferedRecords, long TableVersion, long ArchivedRecords, DateTimeOffset? CommittedAt, int Gaps,
    IReadOnlyList<ArchiveShard> Shards, string? Error, long? IteratorAgeSeconds, double? RetentionUsed, ArchiveUpkeep? Maintenance);

internal sealed record ArchiveShard(string ShardId, bool Ended, DateTimeOffset? ReadUpTo, DateTimeOffset? ArchivedUpTo, long BufferedRecords, string? Worker);

internal sealed record ArchiveUpkeep(DateTimeOffset? StartedAt, int Merges, int MergedFiles, DateTimeOffset NextAt, string? Error);
