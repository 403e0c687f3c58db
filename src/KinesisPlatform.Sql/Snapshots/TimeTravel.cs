using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Snapshots;

/// <summary>Finds the snapshot that <c>archive('s', snapshot := …)</c> or <c>as_of := …</c> means.</summary>
internal static class TimeTravel
{
    /// <param name="snapshots">Of <paramref name="version"/>, oldest first.</param>
    /// <returns>The version with the snapshot in place of its current one; the columns stay the current ones.</returns>
    /// <exception cref="PlatformException">NotFound: expired, or there never was one.</exception>
    public static TableVersion Go(Relation relation, TableVersion version, IReadOnlyList<TableSnapshot> snapshots)
    {
        var wanted = relation.Reference;
        if (wanted is { SnapshotId: null, AsOf: null }) return version;
        var found = wanted.SnapshotId is { } id
            ? snapshots.FirstOrDefault(snapshot => snapshot.SnapshotId == id)
            : snapshots.LastOrDefault(snapshot => snapshot.IsInHistory && snapshot.CommittedAt <= wanted.AsOf);
        return found is null
            ? throw Missing(relation, snapshots)
            : version with { SnapshotId = found.SnapshotId, CommittedAt = found.CommittedAt, RecordCount = found.RecordCount, FileCount = found.FileCount, LengthBytes = found.LengthBytes };
    }

    /// <exception cref="PlatformException">NotFound.</exception>
    public static PlatformException Missing(Relation relation, IReadOnlyList<TableSnapshot> snapshots)
    {
        var (stream, wanted) = (relation.Stream, relation.Reference);
        if (snapshots.Count == 0) return new(FailureKind.NotFound, $"The archive of {stream} has no snapshots yet ({wanted.Position}).");
        var what = wanted.SnapshotId is { } id ? $"has no snapshot {id}, or it has expired" : $"has no snapshot of {wanted.AsOf:O}, or it has expired";
        var oldest = wanted.SnapshotId is null ? snapshots.FirstOrDefault(snapshot => snapshot.IsInHistory) ?? snapshots[^1] : snapshots[0];
        return new(FailureKind.NotFound, $"The archive of {stream} {what}. The oldest available is {oldest.SnapshotId} of {oldest.CommittedAt:O}; FROM snapshots('{stream}') lists them ({wanted.Position}).");
    }
}
