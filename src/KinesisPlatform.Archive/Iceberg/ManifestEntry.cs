namespace KinesisPlatform.Archive.Iceberg;

/// <summary>A data file in a manifest.</summary>
/// <param name="SnapshotId">The snapshot that added the file.</param>
/// <param name="SequenceNumber">The data sequence number: the order of commits.</param>
/// <param name="Hour">The partition: hours since 1970 of every row's arrival.</param>
internal sealed record ManifestEntry(ManifestEntryStatus Status, long SnapshotId, long SequenceNumber, string FilePath, int Hour, EncodedDataFile File);
