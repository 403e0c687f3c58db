using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// One append through all its tries: data files and their manifest are written once, and again only when fewer shards than before are accepted, or when a sweep's floor made them invalid.
/// </summary>
internal sealed class AppendCommit(
    TableFiles files, DataFileWriter dataFiles, SnapshotWriter snapshots, Func<Guid> newId, StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, ArchiveOptions options)
{
    private Written? _written;

    public async Task<TableChange<AppendOutcome>> BuildAsync(TableState state, CancellationToken cancellationToken)
    {
        var (metadata, version) = (state.Metadata, state.Version);
        var (accepted, rejected) = CheckpointRules.Split(version.Checkpoints, incarnation, appends);
        var outcome = new AppendOutcome([.. accepted.Select(append => append.To.ShardId)], rejected);
        if (accepted.All(append => append.From == append.To && append.Gaps.Count == 0)) return new(null, outcome);

        var properties = metadata.Properties.ToDictionary();
        properties[CheckpointProperty.Key] = CheckpointProperty.Format(CheckpointRules.Advance(version.Checkpoints, incarnation, accepted, options.GapCountMax));
        var changed = metadata with { Properties = properties };
        if (accepted.All(append => append.Records.Count == 0)) return new(changed, outcome);

        var written = await WriteDataAsync(state, accepted, cancellationToken);
        var summary = SnapshotSummary.Of("append", version, written.Entries, []);
        CheckpointProperty.Summarize(summary, CheckpointRules.Advance(null, incarnation, accepted, options.GapCountMax));
        return new(await snapshots.AddAsync(changed, written.SnapshotId, await snapshots.ReadManifestsAsync(metadata, cancellationToken), [written.Manifest], summary, cancellationToken), outcome);
    }

    private async Task<Written> WriteDataAsync(TableState state, IReadOnlyList<ShardAppend> accepted, CancellationToken cancellationToken)
    {
        if (_written is { } earlier && earlier.Floor == state.Floor && earlier.Appends.SequenceEqual(accepted)) return earlier;
        var snapshotId = snapshots.NewSnapshotId();
        var entries = await dataFiles.WriteAsync(snapshotId, accepted, cancellationToken);
        var manifest = await files.WriteManifestAsync(newId(), snapshotId, state.Metadata.CurrentSchema, entries, cancellationToken);
        return _written = new(accepted, state.Floor, snapshotId, entries, manifest);
    }

    private sealed record Written(IReadOnlyList<ShardAppend> Appends, string? Floor, long SnapshotId, IReadOnlyList<ManifestEntry> Entries, ManifestFile Manifest);
}
