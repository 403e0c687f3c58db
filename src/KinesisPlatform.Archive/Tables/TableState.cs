using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Sweeping;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Tables;

/// <summary>A version of the table as loaded or committed, with the ETag that a commit on top of it must match.</summary>
internal sealed record TableState(TablePointer Pointer, ETag ETag, TableMetadata Metadata, TableVersion Version)
{
    public static TableState Of(TablePointer pointer, ETag etag, TableMetadata metadata, TablePaths paths) =>
        new(pointer, etag, metadata, VersionOf(pointer.Version, paths.Metadata(pointer.MetadataFile), metadata));

    public static TableVersion VersionOf(long version, string metadataKey, TableMetadata metadata)
    {
        var summary = metadata.CurrentSnapshot?.Summary;
        var committedAt = DateTimeOffset.FromUnixTimeMilliseconds(metadata.LastUpdatedMs);
        return new(version, metadata.CurrentSnapshotId, metadataKey, committedAt, CheckpointProperty.Read(metadata.Properties),
            SnapshotSummary.Number(summary, SummaryKeys.TotalRecords), SnapshotSummary.Number(summary, SummaryKeys.TotalFiles), SnapshotSummary.Number(summary, SummaryKeys.TotalBytes))
        {
            CreatedAt = CreatedProperty.Read(metadata.Properties) ?? committedAt,
            Schema = metadata.CurrentSchema,
            Fields = PayloadFieldsSchema.Read(metadata),
            CutBefore = CutProperty.Read(metadata.Properties),
        };
    }

    /// <summary>The sweeper's floor, compared as it is: what was written for a commit under another one is no longer valid.</summary>
    public string? Floor => Metadata.Properties.GetValueOrDefault(FloorProperty.Key);

    /// <summary>Whether a commit is this version or one that it builds on; certain for the last <see cref="ArchiveOptions.MetadataLogLengthMax"/>.</summary>
    public bool Contains(string metadataFile) =>
        Pointer.MetadataFile == metadataFile || Metadata.MetadataLog.Any(entry => entry.MetadataFile.EndsWith($"/{metadataFile}", StringComparison.Ordinal));
}
