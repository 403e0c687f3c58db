using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Puts a snapshot into the metadata and takes the expired ones out. Pure.</summary>
internal static class SnapshotHistory
{
    public static TableMetadata Add(TableMetadata metadata, Snapshot snapshot, ArchiveOptions options)
    {
        var refs = metadata.Refs.ToDictionary();
        refs[TableMetadata.MainBranch] = new(snapshot.SnapshotId, "branch");
        return Expire(metadata with
        {
            LastSequenceNumber = snapshot.SequenceNumber,
            CurrentSnapshotId = snapshot.SnapshotId,
            Refs = refs,
            Snapshots = [.. metadata.Snapshots, snapshot],
            SnapshotLog = [.. metadata.SnapshotLog, new(snapshot.SnapshotId, snapshot.TimestampMs)],
        }, snapshot.TimestampMs, options);
    }

    /// <summary>What the metadata lists, oldest first.</summary>
    public static IReadOnlyList<TableSnapshot> List(TableMetadata metadata)
    {
        var logged = metadata.SnapshotLog.Select(entry => entry.SnapshotId).ToHashSet();
        return [.. metadata.Snapshots.OrderBy(snapshot => snapshot.SequenceNumber).Select(snapshot => Describe(snapshot, logged.Contains(snapshot.SnapshotId)))];
    }

    private static TableSnapshot Describe(Snapshot snapshot, bool isInHistory)
    {
        var summary = snapshot.Summary;
        var committedAt = DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TimestampMs);
        return new(snapshot.SnapshotId, snapshot.ParentSnapshotId, snapshot.SequenceNumber, committedAt, summary.GetValueOrDefault(SummaryKeys.Operation, ""), summary)
        {
            IsInHistory = isInHistory,
            Committed = CheckpointProperty.Read(summary),
            RecordCount = SnapshotSummary.Number(summary, SummaryKeys.TotalRecords),
            FileCount = SnapshotSummary.Number(summary, SummaryKeys.TotalFiles),
            LengthBytes = SnapshotSummary.Number(summary, SummaryKeys.TotalBytes),
            AddedRecords = SnapshotSummary.Number(summary, SummaryKeys.AddedRecords),
            DeletedRecords = SnapshotSummary.Number(summary, SummaryKeys.DeletedRecords),
            AddedFiles = SnapshotSummary.Number(summary, SummaryKeys.AddedFiles),
            DeletedFiles = SnapshotSummary.Number(summary, SummaryKeys.DeletedFiles),
        };
    }

    // Only from the metadata: files are the sweeper's.
    private static TableMetadata Expire(TableMetadata metadata, long nowMs, ArchiveOptions options)
    {
        var pinned = metadata.Refs.Values.Select(reference => reference.SnapshotId).ToHashSet();
        var oldestMs = nowMs - (long)options.SnapshotAgeMax.TotalMilliseconds;
        var firstByCount = metadata.Snapshots.Count - options.SnapshotCountMax;
        var kept = metadata.Snapshots.Where((snapshot, i) => pinned.Contains(snapshot.SnapshotId) || (i >= firstByCount && snapshot.TimestampMs >= oldestMs)).ToList();
        if (kept.Count == metadata.Snapshots.Count) return metadata;

        // Of the log the specification keeps only what is known without a hole.
        var ids = kept.Select(snapshot => snapshot.SnapshotId).ToHashSet();
        var firstLogged = metadata.SnapshotLog.Count;
        while (firstLogged > 0 && ids.Contains(metadata.SnapshotLog[firstLogged - 1].SnapshotId)) firstLogged--;
        var schemas = kept.Select(snapshot => snapshot.SchemaId).Append(metadata.CurrentSchemaId).ToHashSet();
        return metadata with
        {
            Snapshots = kept,
            SnapshotLog = [.. metadata.SnapshotLog.Skip(firstLogged)],
            Schemas = [.. metadata.Schemas.Where(schema => schemas.Contains(schema.SchemaId))],
        };
    }
}
