using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Keeps the number of manifests a planner must read small: one commit in many merges the small ones into few.</summary>
internal sealed class ManifestMerger(TableFiles files, Func<Guid> newId, ArchiveOptions options)
{
    /// <summary>The manifests of a snapshot without the one it adds.</summary>
    public async Task<IReadOnlyList<ManifestFile>> MergeAsync(IReadOnlyList<ManifestFile> manifests, long snapshotId, long sequenceNumber, CancellationToken cancellationToken)
    {
        var small = manifests.Where(manifest => manifest.LengthBytes < options.ManifestBytesTarget).ToList();
        if (small.Count < options.SmallManifestCountMax) return manifests;

        var merged = manifests.Where(manifest => manifest.LengthBytes >= options.ManifestBytesTarget).ToList();
        foreach (var group in Group(small))
        {
            var entries = new List<ManifestEntry>();
            foreach (var manifest in group)
            {
                var read = await files.ReadManifestAsync(manifest, cancellationToken);
                entries.AddRange(read.Where(entry => entry.Status != ManifestEntryStatus.Deleted).Select(entry => entry with { Status = ManifestEntryStatus.Existing }));
            }
            merged.Add(await files.WriteManifestAsync(newId(), snapshotId, sequenceNumber, entries, cancellationToken));
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
