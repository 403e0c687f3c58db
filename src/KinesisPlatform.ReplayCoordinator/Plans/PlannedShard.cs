namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>A shard of the source as the plan knows it: from the archive's checkpoints and, where the stream still lists it, from the stream.</summary>
/// <param name="Parents">Empty for a shard that the stream no longer lists.</param>
/// <param name="StartingHashKey">Inclusive, decimal; null for a shard that the stream no longer lists.</param>
/// <param name="EndingHashKey">Inclusive, decimal; null for a shard that the stream no longer lists.</param>
/// <param name="Last">The last sequence number in the pinned version; null when nothing of the shard is archived.</param>
internal sealed record PlannedShard(string Id, IReadOnlyList<string> Parents, string? StartingHashKey, string? EndingHashKey, string? Last);
