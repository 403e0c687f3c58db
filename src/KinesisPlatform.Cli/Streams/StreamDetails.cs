namespace KinesisPlatform.Cli.Streams;

/// <summary>The gateway's <c>GET /streams/{name}</c>, as far as it is shown.</summary>
internal sealed record StreamDetails(
    string Name, string? Arn, string? Status, DateTimeOffset? CreatedAt, double? RetentionHours, ArchiveDetails? Archive, double? LagSeconds,
    IReadOnlyList<ShardDetails> Shards, IReadOnlyList<GapDetails> Gaps);

internal sealed record ArchiveDetails(long Version, long? SnapshotId, string MetadataKey, DateTimeOffset CommittedAt, long RecordCount, long FileCount, long LengthBytes);

internal sealed record ShardDetails(string ShardId, string Status, IReadOnlyList<string> Parents, CheckpointDetails? Checkpoint);

internal sealed record CheckpointDetails(string? SequenceNumber, bool IsEnded, DateTimeOffset ReadUpTo);

internal sealed record GapDetails(string? ShardId, string? AfterSequenceNumber, DateTimeOffset From, DateTimeOffset To, int Count);
