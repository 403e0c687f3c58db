using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive;

/// <summary>One immutable state of a table: files and checkpoints together, so that a reader that holds one cannot see a record twice.</summary>
/// <param name="Version">Counts commits from 1.</param>
/// <param name="SnapshotId">Null while the table has no data yet.</param>
/// <param name="MetadataKey">Key of the Iceberg metadata file.</param>
/// <param name="Checkpoints">Null before the first append.</param>
/// <param name="RecordCount">Records in the snapshot.</param>
public sealed record TableVersion(
    long Version, long? SnapshotId, string MetadataKey, DateTimeOffset CommittedAt, CheckpointMap? Checkpoints, long RecordCount, long FileCount, long LengthBytes)
{
    /// <returns>Null when there are none, or they are of another incarnation of the stream.</returns>
    public CheckpointMap? CheckpointsOf(DateTimeOffset streamCreatedAt) => Checkpoints is { } map && map.Incarnation.Is(streamCreatedAt) ? map : null;

    /// <summary>When the table was created: archiving began then.</summary>
    public DateTimeOffset CreatedAt { get; init; } = CommittedAt;

    /// <summary>The columns; data files of earlier schemas lack those added since.</summary>
    public TableSchema Schema { get; init; } = ArchiveSchema.Schema;

    /// <summary>The type of the column <c>fields</c>; null while there is none.</summary>
    public PayloadFields? Fields { get; init; }

    /// <summary>Retention of the archive: records that arrived before this time may be gone, later ones are all there. Null when nothing was ever cut.</summary>
    public DateTimeOffset? CutBefore { get; init; }
}
