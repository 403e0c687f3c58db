namespace KinesisPlatform.Archive.Iceberg;

/// <summary>A data file in a manifest (Iceberg specification, "Manifest Entry Fields").</summary>
/// <param name="SnapshotId">The snapshot that added the file; of a deleted entry the one that deleted it.</param>
/// <param name="SequenceNumber">The data sequence number: the place of the file's records in the order of commits. Null in an added entry that takes its snapshot's.</param>
/// <param name="FileSequenceNumber">Of the snapshot that added the file. Null in an added entry: always its snapshot's.</param>
/// <param name="Hour">The partition: hours since 1970 of every row's arrival.</param>
internal sealed record ManifestEntry(
    ManifestEntryStatus Status, long SnapshotId, long? SequenceNumber, long? FileSequenceNumber, string FilePath, int Hour, EncodedDataFile File)
{
    public bool IsLive => Status != ManifestEntryStatus.Deleted;

    /// <summary>With the numbers that it inherits from the manifest it was added by.</summary>
    public ManifestEntry At(long sequenceNumber) =>
        FileSequenceNumber is not null ? this : this with { SequenceNumber = SequenceNumber ?? sequenceNumber, FileSequenceNumber = sequenceNumber };

    /// <summary>The same file in a later manifest.</summary>
    public ManifestEntry AsExisting() => this with { Status = ManifestEntryStatus.Existing };

    /// <summary>The same file in the manifest that tells of its removal. Numbers stay.</summary>
    public ManifestEntry AsDeleted(long snapshotId) => this with { Status = ManifestEntryStatus.Deleted, SnapshotId = snapshotId };
}
