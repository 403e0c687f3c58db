namespace KinesisPlatform.Archive;

/// <summary>A shard as the stream lists it.</summary>
/// <param name="Parents">May name shards that the stream no longer lists.</param>
public readonly record struct ListedShard(ShardId Id, IReadOnlyList<ShardId> Parents, bool IsClosed);
