namespace KinesisPlatform.Archive.Iceberg;

/// <summary>A manifest in a manifest list (Iceberg specification, "Manifest Lists").</summary>
/// <param name="SequenceNumber">Of the snapshot that wrote the manifest: inherited by its added entries.</param>
/// <param name="SequenceNumberMin">The least data sequence number of its live files.</param>
/// <param name="HourFrom">The least partition in it.</param>
/// <param name="HourTo">The greatest partition in it, inclusive.</param>
internal sealed record ManifestFile(
    string Path, long LengthBytes, long SequenceNumber, long SequenceNumberMin, long AddedSnapshotId,
    int AddedFileCount, int ExistingFileCount, int DeletedFileCount, long AddedRecordCount, long ExistingRecordCount, long DeletedRecordCount, int HourFrom, int HourTo)
{
    public int LiveFileCount => AddedFileCount + ExistingFileCount;

    /// <returns>A manifest whose sequence number is not known yet: see <see cref="At"/>.</returns>
    public static ManifestFile Of(string path, long lengthBytes, long snapshotId, IReadOnlyCollection<ManifestEntry> entries)
    {
        var (added, existing, deleted) = (Count(entries, ManifestEntryStatus.Added), Count(entries, ManifestEntryStatus.Existing), Count(entries, ManifestEntryStatus.Deleted));
        // What an entry inherits is later than any number that is there already.
        var least = entries.Where(entry => entry.IsLive).Select(entry => entry.SequenceNumber).Min() ?? long.MaxValue;
        return new(path, lengthBytes, 0, least, snapshotId, added.Files, existing.Files, deleted.Files, added.Records, existing.Records, deleted.Records,
            entries.Min(entry => entry.Hour), entries.Max(entry => entry.Hour));
    }

    /// <summary>The manifest in the list of the snapshot that it ends up in: a commit that is tried again on a newer version keeps its manifests.</summary>
    public ManifestFile At(long sequenceNumber) =>
        this with { SequenceNumber = sequenceNumber, SequenceNumberMin = Math.Min(SequenceNumberMin, sequenceNumber) };

    private static (int Files, long Records) Count(IReadOnlyCollection<ManifestEntry> entries, ManifestEntryStatus status)
    {
        var (files, records) = (0, 0L);
        foreach (var entry in entries)
        {
            if (entry.Status != status) continue;
            files++;
            records += entry.File.RecordCount;
        }
        return (files, records);
    }
}
