namespace KinesisPlatform.Sql.Scans;

/// <summary>A place in a scan: its order is shard id, then sequence number, then sub-sequence number.</summary>
public sealed record RecordPosition(ShardId ShardId, SequenceNumber SequenceNumber, int SubSequenceNumber);
