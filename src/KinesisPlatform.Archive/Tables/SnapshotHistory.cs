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
