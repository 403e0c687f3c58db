using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Writes a snapshot's manifest list and puts the snapshot into the metadata.</summary>
internal sealed class SnapshotWriter(TableFiles files, ManifestMerger merger, Func<Guid> newId, TimeProvider time, ArchiveOptions options)
{
    /// <summary>An id no other snapshot of the table has.</summary>
    public long NewSnapshotId() => BitConverter.ToInt64(newId().ToByteArray(), 8) & long.MaxValue;

    /// <summary>The manifests of the version's current snapshot; none before the first.</summary>
    public async Task<IReadOnlyList<ManifestFile>> ReadManifestsAsync(TableMetadata metadata, CancellationToken cancellationToken) =>
        metadata.CurrentSnapshot is { } snapshot ? await files.ReadManifestListAsync(snapshot, cancellationToken) : [];

    /// <param name="kept">Manifests of the snapshot before that go on as they are; small ones may be merged.</param>
    /// <param name="written">Manifests written for this snapshot.</param>
    public async Task<TableMetadata> AddAsync(
        TableMetadata metadata, long snapshotId, IReadOnlyList<ManifestFile> kept, IReadOnlyList<ManifestFile> written, IReadOnlyDictionary<string, string> summary, CancellationToken cancellationToken)
    {
        var sequenceNumber = metadata.LastSequenceNumber + 1;
        var parent = metadata.CurrentSnapshotId;
        var merged = await merger.MergeAsync(kept, snapshotId, sequenceNumber, metadata.CurrentSchema, cancellationToken);
        var list = await files.WriteManifestListAsync(newId(), snapshotId, parent, sequenceNumber, [.. merged, .. written.Select(manifest => manifest.At(sequenceNumber))], cancellationToken);
        var timestampMs = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), metadata.LastUpdatedMs);
        return SnapshotHistory.Add(metadata, new(snapshotId, parent, sequenceNumber, timestampMs, list, summary, metadata.CurrentSchemaId), options);
    }
}
