namespace KinesisPlatform.Archive;

/// <summary>What one commit adds for one shard.</summary>
/// <param name="From">The checkpoint the writer started from; null when the shard had none. The commit takes the shard only if this is still the table's.</param>
/// <param name="To">The checkpoint after this commit.</param>
/// <param name="Records">In (sequence, sub-sequence) order, whole Kinesis records only, all after <paramref name="From"/> and up to <paramref name="To"/>; may be empty.</param>
public sealed record ShardAppend(ShardCheckpoint? From, ShardCheckpoint To, IReadOnlyList<StreamRecord> Records, IReadOnlyList<ArchiveGap> Gaps);
