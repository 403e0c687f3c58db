using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Relations;

/// <summary>The rows of <c>snapshots('s')</c>, oldest first.</summary>
internal static class SnapshotRows
{
    private const string Columns = """
        {"snapshot_id": "BIGINT", "parent_snapshot_id": "BIGINT", "sequence_number": "BIGINT", "committed_at": "TIMESTAMP WITH TIME ZONE", "is_current": "BOOLEAN", "operation": "VARCHAR",
        "added_records": "BIGINT", "deleted_records": "BIGINT", "added_files": "BIGINT", "deleted_files": "BIGINT", "total_records": "BIGINT", "total_files": "BIGINT", "total_bytes": "BIGINT",
        "checkpoints": [{"shard_id": "VARCHAR", "sequence_number": "VARCHAR", "is_ended": "BOOLEAN", "archived_up_to": "TIMESTAMP WITH TIME ZONE"}],
        "gaps": [{"shard_id": "VARCHAR", "after_sequence_number": "VARCHAR", "arrived_from": "TIMESTAMP WITH TIME ZONE", "arrived_to": "TIMESTAMP WITH TIME ZONE"}],
        "summary": "MAP(VARCHAR, VARCHAR)"}
        """;

    /// <param name="version">Null when the stream has no archive.</param>
    public static RelationRows Of(TableVersion? version, IReadOnlyList<TableSnapshot> snapshots) => RelationRows.Of(Columns, snapshots.Select(snapshot => new
    {
        snapshot.SnapshotId, snapshot.ParentSnapshotId, snapshot.SequenceNumber, snapshot.CommittedAt, IsCurrent = snapshot.SnapshotId == version?.SnapshotId, snapshot.Operation,
        snapshot.AddedRecords, snapshot.DeletedRecords, snapshot.AddedFiles, snapshot.DeletedFiles,
        TotalRecords = snapshot.RecordCount, TotalFiles = snapshot.FileCount, TotalBytes = snapshot.LengthBytes,
        Checkpoints = snapshot.Committed?.Shards.Values.OrderBy(shard => shard.ShardId)
            .Select(shard => new { ShardId = shard.ShardId.Value, SequenceNumber = shard.Last?.ToString(), shard.IsEnded, ArchivedUpTo = shard.ReadUpTo }),
        Gaps = snapshot.Committed?.Gaps.Select(GapRow.Of),
        snapshot.Summary,
    }));
}
