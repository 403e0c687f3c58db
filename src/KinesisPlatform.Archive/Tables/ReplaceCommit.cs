using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>One replacement through all its tries: files are uploaded once, and again only when a sweep's floor made them invalid.</summary>
internal sealed class ReplaceCommit(
    TableFiles files, SnapshotWriter snapshots, Func<Guid> newId, IReadOnlyList<DataFile> removed, IReadOnlyList<ReplacementFile> added)
{
    private readonly HashSet<string> _removed = [.. removed.Select(file => files.Paths.UrlOf(file.Key))];
    private readonly (int From, int To) _hours = (removed.Min(file => SingleValue.Hour(file.Hour)), removed.Max(file => SingleValue.Hour(file.Hour)));
    private Draft? _draft;

    /// <returns>The keys of files that the version does not have: nothing is committed then.</returns>
    public async Task<TableChange<IReadOnlyList<string>>> BuildAsync(TableState state, CancellationToken cancellationToken)
    {
        var metadata = state.Metadata;
        if (_draft is null || _draft.Floor != state.Floor)
        {
            var id = snapshots.NewSnapshotId();
            _draft = new(id, state.Floor, new(files, newId, id));
        }
        var selection = await _draft.Editor.FindAsync(await snapshots.ReadManifestsAsync(metadata, cancellationToken), MayHold, entry => _removed.Contains(entry.FilePath), cancellationToken);
        if (selection.Removed.Count < _removed.Count) return new(null, [.. _removed.Except(selection.Removed.Select(entry => entry.FilePath)).Select(files.Paths.KeyOf).Order(StringComparer.Ordinal)]);
        RequireSameCount(selection);

        var written = _draft.Written ??= await WriteAsync(_draft.SnapshotId, selection, metadata.CurrentSchema, cancellationToken);
        var rewritten = await _draft.Editor.RewriteAsync(selection, metadata.CurrentSchema, cancellationToken);
        var summary = SnapshotSummary.Of("replace", state.Version, written.Entries, selection.Removed);
        return new(await snapshots.AddAsync(metadata, _draft.SnapshotId, selection.Untouched, [.. rewritten, written.Manifest], summary, cancellationToken), []);
    }

    private bool MayHold(ManifestFile manifest) => manifest.HourFrom <= _hours.To && manifest.HourTo >= _hours.From;

    private void RequireSameCount(ManifestSelection selection)
    {
        var (before, after) = (selection.Removed.Sum(entry => entry.File.RecordCount), added.Sum(file => file.File.RecordCount));
        if (before != after)
            throw new PlatformException(FailureKind.Internal, $"A replacement in {files.Paths.Url} would turn {before} records into {after}; nothing was committed. This is a bug of the writer.");
    }

    private async Task<(IReadOnlyList<ManifestEntry> Entries, ManifestFile Manifest)> WriteAsync(long snapshotId, ManifestSelection selection, TableSchema schema, CancellationToken cancellationToken)
    {
        // The records keep their place in the order of commits: the new files take the sequence number of the latest they replace.
        var sequenceNumber = selection.Removed.Max(entry => entry.SequenceNumber);
        var entries = new List<ManifestEntry>();
        foreach (var file in added)
        {
            var hour = SingleValue.Hour(file.Hour);
            entries.Add(new(ManifestEntryStatus.Added, snapshotId, sequenceNumber, null, await files.UploadDataFileAsync(newId(), hour, file.Path, cancellationToken), hour, file.File));
        }
        return (entries, await files.WriteManifestAsync(newId(), snapshotId, schema, entries, cancellationToken));
    }

    private sealed record Draft(long SnapshotId, string? Floor, ManifestEditor Editor)
    {
        public (IReadOnlyList<ManifestEntry> Entries, ManifestFile Manifest)? Written { get; set; }
    }
}
