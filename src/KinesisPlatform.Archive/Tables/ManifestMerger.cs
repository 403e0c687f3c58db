using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// Keeps the number of manifests small that a planner must look at: manifests of about the same size are merged when there are enough of them, those of one file first. So a file is
/// listed anew a logarithmic number of times, and there is never more than a logarithmic number of manifests, besides those of full size.
/// </summary>
internal sealed class ManifestMerger(TableFiles files, Func<Guid> newId, ArchiveOptions options)
{
    /// <summary>The manifests of a snapshot without those written for it. Manifests that only tell of files removed earlier are left out.</summary>
    public async Task<IReadOnlyList<ManifestFile>> MergeAsync(
        IReadOnlyList<ManifestFile> manifests, long snapshotId, long sequenceNumber, TableSchema schema, CancellationToken cancellationToken)
    {
        var merged = new List<ManifestFile>();
        foreach (var group in Group(manifests.Where(manifest => manifest.LiveFileCount > 0)))
        {
            if (group.Count == 1) merged.Add(group[0]);
            else merged.Add((await MergeAsync(group, snapshotId, schema, cancellationToken)).At(sequenceNumber));
        }
        return merged;
    }

    private async Task<ManifestFile> MergeAsync(List<ManifestFile> group, long snapshotId, TableSchema schema, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>();
        foreach (var manifest in group)
        {
            var read = await files.ReadManifestAsync(manifest, cancellationToken);
            entries.AddRange(read.Where(entry => entry.IsLive).Select(entry => entry.AsExisting()));
        }
        return await files.WriteManifestAsync(newId(), snapshotId, schema, entries, cancellationToken);
    }

    private List<List<ManifestFile>> Group(IEnumerable<ManifestFile> manifests)
    {
        var groups = new List<List<ManifestFile>>();
        var tiers = new SortedDictionary<int, List<List<ManifestFile>>>();
        foreach (var manifest in manifests)
        {
            if (manifest.LengthBytes >= options.ManifestBytesTarget) groups.Add([manifest]);
            else Tier([manifest]).Add([manifest]);
        }
        // A merger may complete the next tier: it joins the group before anything is written.
        while (tiers.FirstOrDefault(tier => tier.Value.Count >= options.ManifestMergeCount) is { Value: { } full } tier)
        {
            tiers.Remove(tier.Key);
            foreach (var group in Split(full.SelectMany(group => group)))
            {
                if (group.Sum(manifest => manifest.LengthBytes) >= options.ManifestBytesTarget) groups.Add(group);
                else Tier(group).Add(group);
            }
        }
        groups.AddRange(tiers.Values.SelectMany(tier => tier));
        return groups;

        List<List<ManifestFile>> Tier(List<ManifestFile> group)
        {
            var number = 0;
            for (var count = group.Sum(manifest => manifest.LiveFileCount); count >= options.ManifestMergeCount; count /= options.ManifestMergeCount) number++;
            return tiers.TryGetValue(number, out var tier) ? tier : tiers[number] = [];
        }
    }

    // By partition: a manifest that holds few hours is passed over by scans of others, and left alone by replacements in others.
    private IEnumerable<List<ManifestFile>> Split(IEnumerable<ManifestFile> manifests)
    {
        var group = new List<ManifestFile>();
        var bytes = 0L;
        foreach (var manifest in manifests.OrderBy(manifest => manifest.HourFrom).ThenBy(manifest => manifest.SequenceNumber))
        {
            group.Add(manifest);
            bytes += manifest.LengthBytes;
            if (bytes < options.ManifestBytesTarget) continue;
            yield return group;
            (group, bytes) = ([], 0);
        }
        if (group.Count > 0) yield return group;
    }
}
