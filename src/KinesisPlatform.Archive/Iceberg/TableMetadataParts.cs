namespace KinesisPlatform.Archive.Iceberg;

// The parts of a metadata file; member names become kebab-case (Iceberg specification, "Table Metadata").

internal sealed record TableSchema(int SchemaId, IReadOnlyList<SchemaField> Fields)
{
    public string Type { get; init; } = "struct";
}

internal sealed record SchemaField(int Id, string Name, bool Required, string Type);

internal sealed record PartitionSpec(int SpecId, IReadOnlyList<PartitionField> Fields);

internal sealed record PartitionField(int SourceId, int FieldId, string Name, string Transform);

internal sealed record SortOrder(int OrderId, IReadOnlyList<string> Fields);

/// <param name="Type"><c>branch</c> or <c>tag</c>.</param>
internal sealed record SnapshotReference(long SnapshotId, string Type);

internal sealed record SnapshotLogEntry(long SnapshotId, long TimestampMs);

internal sealed record MetadataLogEntry(string MetadataFile, long TimestampMs);

internal sealed record Snapshot(
    long SnapshotId, long? ParentSnapshotId, long SequenceNumber, long TimestampMs, string ManifestList, IReadOnlyDictionary<string, string> Summary, int SchemaId);
