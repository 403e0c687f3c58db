namespace KinesisPlatform.Archive;

/// <summary>All checkpoints and gaps of a table version, for one incarnation of the stream.</summary>
public sealed record CheckpointMap(
    StreamIncarnation Incarnation, IReadOnlyDictionary<ShardId, ShardCheckpoint> Shards, IReadOnlyList<ArchiveGap> Gaps);
