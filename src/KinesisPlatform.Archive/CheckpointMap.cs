namespace KinesisPlatform.Archive;

/// <summary>All checkpoints and gaps of a table version, for one incarnation of the stream; gaps of earlier incarnations stay in the list.</summary>
public sealed record CheckpointMap(
    StreamIncarnation Incarnation, IReadOnlyDictionary<ShardId, ShardCheckpoint> Shards, IReadOnlyList<ArchiveGap> Gaps);
