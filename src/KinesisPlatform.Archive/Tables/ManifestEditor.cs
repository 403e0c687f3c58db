using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// Takes data files out of manifests for one snapshot: a manifest that holds one is written anew with the file as deleted, the others go on as they are.
/// A commit that is tried again on a newer version finds most manifests unchanged, and rewrites only the rest.
/// </summary>
internal sealed class ManifestEditor(TableFiles files, Func<Guid> newId, long snapshotId)
{
    private readonly Dictionary<string, ManifestFile> _rewritten = [];

    /// <param name="mayHold">Whether a manifest may hold files to be removed: the others are not read.</param>
    public async Task<ManifestSelection> FindAsync(
        IReadOnlyList<ManifestFile> manifests, Func<ManifestFile, bool> mayHold, Func<ManifestEntry, bool> isRemoved, CancellationToken cancellationToken)
    {
        var (untouched, touched) = (new List<ManifestFile>(), new List<(ManifestFile, IReadOnlyList<ManifestEntry>)>());
        var removed = new List<ManifestEntry>();
        foreach (var manifest in manifests)
        {
            var entries = manifest.LiveFileCount > 0 && mayHold(manifest) ? await files.ReadManifestAsync(manifest, cancellationToken) : [];
            var found = entries.Where(entry => entry.IsLive && isRemoved(entry)).ToList();
            if (found.Count == 0) untouched.Add(manifest);
            else touched.Add((manifest, entries));
            removed.AddRange(found);
        }
        return new(untouched, touched, removed);
    }

    /// <returns>The manifests in place of the touched ones.</returns>
    public async Task<IReadOnlyList<ManifestFile>> RewriteAsync(ManifestSelection selection, TableSchema schema, CancellationToken cancellationToken)
    {
        var removed = selection.Removed.Select(entry => entry.FilePath).ToHashSet();
        var written = new List<ManifestFile>();
        foreach (var (manifest, entries) in selection.Touched)
        {
            if (!_rewritten.TryGetValue(manifest.Path, out var rewritten))
            {
                // A file that an earlier snapshot removed is told of there, and need not be again.
                var kept = entries.Where(entry => entry.IsLive).Select(entry => removed.Contains(entry.FilePath) ? entry.AsDeleted(snapshotId) : entry.AsExisting());
                _rewritten[manifest.Path] = rewritten = await files.WriteManifestAsync(newId(), snapshotId, schema, [.. kept], cancellationToken);
            }
            written.Add(rewritten);
        }
        return written;
    }
}
