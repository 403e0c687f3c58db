using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>One cut of the archive through all its tries: whole files whose every record arrived before a time leave the table.</summary>
internal sealed class CutCommit(TableFiles files, SnapshotWriter snapshots, Func<Guid> newId, DateTimeOffset before)
{
    private (long SnapshotId, string? Floor, ManifestEditor Editor)? _draft;

    /// <returns>The files removed, none when there is nothing to cut.</returns>
    public async Task<TableChange<IReadOnlyList<ManifestEntry>>> BuildAsync(TableState state, CancellationToken cancellationToken)
    {
        var metadata = state.Metadata;
        if (_draft is null || _draft.Value.Floor != state.Floor)
        {
            var id = snapshots.NewSnapshotId();
            _draft = (id, state.Floor, new(files, newId, id));
        }
        var (snapshotId, _, editor) = _draft.Value;
        var selection = await editor.FindAsync(await snapshots.ReadManifestsAsync(metadata, cancellationToken), MayHold, IsBefore, cancellationToken);
        if (selection.Removed.Count == 0) return new(null, []);

        var properties = metadata.Properties.ToDictionary();
        CutProperty.Advance(properties, before);
        var rewritten = await editor.RewriteAsync(selection, metadata.CurrentSchema, cancellationToken);
        var summary = SnapshotSummary.Of("delete", state.Version, [], selection.Removed);
        CutProperty.Advance(summary, before);
        return new(await snapshots.AddAsync(metadata with { Properties = properties }, snapshotId, selection.Untouched, rewritten, summary, cancellationToken), selection.Removed);
    }

    private bool MayHold(ManifestFile manifest) => SingleValue.HourStart(manifest.HourFrom) < before;

    private bool IsBefore(ManifestEntry entry) =>
        SingleValue.HourStart(entry.Hour + 1) <= before
        || (entry.File.UpperBounds.TryGetValue(ArchiveColumns.ArrivedAt, out var last) && SingleValue.ReadTimestamp(last) < before);
}
