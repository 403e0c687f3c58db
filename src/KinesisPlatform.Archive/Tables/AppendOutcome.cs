namespace KinesisPlatform.Archive.Tables;

/// <summary>What one try of an append does with its shards, should it take effect.</summary>
internal sealed record AppendOutcome(IReadOnlyList<ShardId> Committed, IReadOnlyList<ShardId> Rejected);
