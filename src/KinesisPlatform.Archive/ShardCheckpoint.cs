namespace KinesisPlatform.Archive;

/// <summary>How far a shard is archived. Part of the table itself: changed only by the commit that adds the records up to it.</summary>
/// <param name="Last">The last Kinesis record archived, all its user records included; null when the shard was read but held nothing.</param>
/// <param name="IsEnded">The shard is closed and archived to its end (SHARD_END); its children may be archived.</param>
/// <param name="ReadUpTo">Everything that arrived before this time is archived.</param>
public sealed record ShardCheckpoint(ShardId ShardId, SequenceNumber? Last, bool IsEnded, DateTimeOffset ReadUpTo);
