using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Keeps the number of manifests a planner must read small: one commit in many merges the small ones into few.</summary>
internal sealed class ManifestMerger(TableFiles files, Func<Guid> newId, ArchiveOptions options)
{
    /// <summary>The manifests of a snapshot without those written for it. Manifests that only tell of files removed earlier are left out.</summary>
    public async Task<IReadOnlyList<ManifestFile>> MergeAsync(
        IReadOnlyList<ManifestFile> manifests, long snapshotId, long sequenceNumber, TableSchema schema, CancellationToken cancellationToken)
    {
        var live = manifests.Where(manifest => manifest.LiveFileCount > 0).ToList();
        var small = live.Where(manifest => manifest.LengthBytes < options.ManifestBytesTarget).ToList();
        if (small.Count < options.SmallManifestCountMax) return live;

        var merged = live.Where(manifest => manifest.LengthBytes >= options.ManifestBytesTarget).ToList();
        foreach (var group in Group(small))
        {
            var entries = new List<ManifestEntry>();
            foreach (var manifest in group)
            {
                var read = await files.ReadManifestAsync(manifest, cancellationToken);
                entries.AddRange(read.Where(entry => entry.IsLive).Select(entry => entry.AsExisting()));
            }
            merged.Add((await files.WriteManifestAsync(newId(), snapshotId, schema, entries, cancellationToken)).At(sequenceNumber));
        }
        return merged;
    }

    private IEnumerable<List<ManifestFile>> Group(List<ManifestFile> small)
    {
        var group = new List<ManifestFile>();
        var bytes = 0L;
        foreach (var manifest in small)
        {
            if (group.Count > 0 && bytes + manifest.LengthBytes > options.ManifestBytesTarget)
            {
                yield return group;
                (group, bytes) = ([], 0);
            }
            group.Add(manifest);
            bytes += manifest.LengthBytes;
        }
        yield return group;
    }
}
