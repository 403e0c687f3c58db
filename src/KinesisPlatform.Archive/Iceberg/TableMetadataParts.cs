namespace KinesisPlatform.Archive.Iceberg;

// The parts of a metadata file; member names become kebab-case (Iceberg specification, "Table Metadata").

internal sealed record PartitionSpec(int SpecId, IReadOnlyList<PartitionField> Fields);

internal sealed record PartitionField(int SourceId, int FieldId, string Name, string Transform);

internal sealed record SortOrder(int OrderId, IReadOnlyList<SortField> Fields);

/// <param name="Transform"><c>identity</c>: by the column itself.</param>
internal sealed record SortField(string Transform, int SourceId, string Direction, string NullOrder);

/// <param name="Type"><c>branch</c> or <c>tag</c>.</param>
internal sealed record SnapshotReference(long SnapshotId, string Type);

internal sealed record SnapshotLogEntry(long SnapshotId, long TimestampMs);

internal sealed record MetadataLogEntry(string MetadataFile, long TimestampMs);

internal sealed record Snapshot(
    long SnapshotId, long? ParentSnapshotId, long SequenceNumber, long TimestampMs, string ManifestList, IReadOnlyDictionary<string, string> Summary, int SchemaId);
