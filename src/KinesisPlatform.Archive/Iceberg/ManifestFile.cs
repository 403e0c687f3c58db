namespace KinesisPlatform.Archive.Iceberg;

/// <summary>A manifest in a manifest list.</summary>
/// <param name="SequenceNumber">Inherited by its added entries.</param>
/// <param name="HourFrom">The least partition in it.</param>
/// <param name="HourTo">The greatest partition in it, inclusive.</param>
internal sealed record ManifestFile(
    string Path, long LengthBytes, long SequenceNumber, long SequenceNumberMin, long AddedSnapshotId,
    int AddedFileCount, int ExistingFileCount, long AddedRecordCount, long ExistingRecordCount, int HourFrom, int HourTo)
{
    /// <param name="sequenceNumber">Of the snapshot that writes the manifest.</param>
    public static ManifestFile Of(string path, long lengthBytes, long sequenceNumber, long snapshotId, IReadOnlyCollection<ManifestEntry> entries)
    {
        var added = entries.Where(entry => entry.Status == ManifestEntryStatus.Added).ToList();
        var existing = entries.Where(entry => entry.Status == ManifestEntryStatus.Existing).ToList();
        return new(path, lengthBytes, sequenceNumber, entries.Min(entry => entry.SequenceNumber), snapshotId,
            added.Count, existing.Count, added.Sum(entry => entry.File.RecordCount), existing.Sum(entry => entry.File.RecordCount),
            entries.Min(entry => entry.Hour), entries.Max(entry => entry.Hour));
    }
}
