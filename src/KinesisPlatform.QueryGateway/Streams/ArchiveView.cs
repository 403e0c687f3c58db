using KinesisPlatform.Archive;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>The archive's table now.</summary>
internal sealed record ArchiveView(long Version, long? SnapshotId, string MetadataKey, DateTimeOffset CommittedAt, long RecordCount, long FileCount, long LengthBytes)
{
    public static ArchiveView? Of(TableVersion? version) => version is null
        ? null
        : new(version.Version, version.SnapshotId, version.MetadataKey, version.CommittedAt, version.RecordCount, version.FileCount, version.LengthBytes);
}
