using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Reads from the history of snapshots what each appended.</summary>
internal sealed class AppendReader(TableFiles files)
{
    public async Task<AppendLog> ReadAsync(TableMetadata metadata, long after, CancellationToken cancellationToken)
    {
        var later = metadata.Snapshots.Where(snapshot => snapshot.SequenceNumber > after).OrderBy(snapshot => snapshot.SequenceNumber).ToList();
        var appends = new List<TableAppend>();
        foreach (var snapshot in later.Where(snapshot => snapshot.Summary.GetValueOrDefault(SummaryKeys.Operation) == "append"))
            appends.Add(new(snapshot.SequenceNumber, await ReadAsync(snapshot, cancellationToken)));
        // Each snapshot takes the next number.
        return new(appends, metadata.LastSequenceNumber, Math.Max(0, metadata.LastSequenceNumber - after - later.Count));
    }

    private async Task<IReadOnlyList<DataFile>> ReadAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var added = new List<DataFile>();
        foreach (var manifest in await files.ReadManifestListAsync(snapshot, cancellationToken))
        {
            if (manifest.AddedSnapshotId != snapshot.SnapshotId || manifest.AddedFileCount == 0) continue;
            foreach (var entry in await files.ReadManifestAsync(manifest, cancellationToken))
                if (entry.Status == ManifestEntryStatus.Added && entry.SnapshotId == snapshot.SnapshotId) added.Add(ScanPlanner.Describe(entry, files.Paths));
        }
        return added;
    }
}
