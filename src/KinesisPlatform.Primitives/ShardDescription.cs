namespace KinesisPlatform;

/// <summary>One shard. The hash key range is inclusive at both ends.</summary>
/// <param name="Parents">None, one (split) or two (merge); may name shards that the stream no longer lists.</param>
public sealed record ShardDescription(ShardId Id, IReadOnlyList<ShardId> Parents, UInt128 StartingHashKey, UInt128 EndingHashKey, bool IsClosed);
