namespace KinesisPlatform.Sql.Live;

/// <summary>One shard of a slice.</summary>
internal sealed record LiveShard(ShardId Id, IReadOnlyList<ShardId> Children, bool HadCheckpoint, IReadOnlyList<TailSegment> Segments);
