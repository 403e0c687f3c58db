using System.Globalization;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>One append through all its tries: data files and their manifest are written once, and again only when fewer shards than before are accepted.</summary>
internal sealed class AppendCommit(
    TableFiles files, DataFileWriter dataFiles, ManifestMerger merger, Func<Guid> newId, TimeProvider time, ArchiveOptions options,
    StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends)
{
    private Written? _written;

    public async Task<TableChange<AppendOutcome>> BuildAsync(TableState? state, CancellationToken cancellationToken)
    {
        var (metadata, version) = (state!.Metadata, state.Version);
        var (accepted, rejected) = CheckpointRules.Split(version.Checkpoints, incarnation, appends);
        var outcome = new AppendOutcome([.. accepted.Select(append => append.To.ShardId)], rejected);
        if (accepted.All(append => append.From == append.To && append.Gaps.Count == 0)) return new(null, outcome);

        var properties = metadata.Properties.ToDictionary();
        properties[CheckpointProperty.Key] = CheckpointProperty.Format(CheckpointRules.Advance(version.Checkpoints, incarnation, accepted));
        var changed = metadata with { Properties = properties };
        if (accepted.All(append => append.Records.Count == 0)) return new(changed, outcome);

        var snapshot = await WriteSnapshotAsync(state, accepted, cancellationToken);
        return new(SnapshotHistory.Add(changed, snapshot, options), outcome);
    }

    private async Task<Snapshot> WriteSnapshotAsync(TableState state, IReadOnlyList<ShardAppend> accepted, CancellationToken cancellationToken)
    {
        var metadata = state.Metadata;
        var sequenceNumber = metadata.LastSequenceNumber + 1;
        var written = await WriteDataAsync(accepted, cancellationToken);
        var parent = metadata.CurrentSnapshot;
        var earlier = parent is null ? [] : await merger.MergeAsync(await files.ReadManifestListAsync(parent, cancellationToken), written.SnapshotId, sequenceNumber, cancellationToken);
        // The manifest inherits the number of the snapshot that it ends up in.
        var added = written.Manifest with { SequenceNumber = sequenceNumber, SequenceNumberMin = sequenceNumber };
        var list = await files.WriteManifestListAsync(newId(), written.SnapshotId, parent?.SnapshotId, sequenceNumber, [.. earlier, added], cancellationToken);
        var timestampMs = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), metadata.LastUpdatedMs);
        return new(written.SnapshotId, parent?.SnapshotId, sequenceNumber, timestampMs, list, Summarize(state.Version, written.Entries, accepted), metadata.CurrentSchemaId);
    }

    private async Task<Written> WriteDataAsync(IReadOnlyList<ShardAppend> accepted, CancellationToken cancellationToken)
    {
        if (_written is { } earlier && earlier.Appends.SequenceEqual(accepted)) return earlier;
        var snapshotId = BitConverter.ToInt64(newId().ToByteArray(), 8) & long.MaxValue;
        var entries = await dataFiles.WriteAsync(snapshotId, accepted, cancellationToken);
        var manifest = await files.WriteManifestAsync(newId(), snapshotId, 0, entries, cancellationToken);
        return _written = new(accepted, snapshotId, entries, manifest);
    }

    private Dictionary<string, string> Summarize(TableVersion before, IReadOnlyList<ManifestEntry> entries, IReadOnlyList<ShardAppend> accepted)
    {
        var (records, bytes) = (entries.Sum(entry => entry.File.RecordCount), entries.Sum(entry => entry.File.LengthBytes));
        return new()
        {
            [SummaryKeys.Operation] = "append",
            [SummaryKeys.AddedFiles] = Text(entries.Count),
            [SummaryKeys.AddedRecords] = Text(records),
            [SummaryKeys.AddedBytes] = Text(bytes),
            [SummaryKeys.ChangedPartitions] = Text(entries.Select(entry => entry.Hour).Distinct().Count()),
            [SummaryKeys.TotalFiles] = Text(before.FileCount + entries.Count),
            [SummaryKeys.TotalRecords] = Text(before.RecordCount + records),
            [SummaryKeys.TotalBytes] = Text(before.LengthBytes + bytes),
            [SummaryKeys.TotalDeleteFiles] = "0",
            [SummaryKeys.TotalPositionDeletes] = "0",
            [SummaryKeys.TotalEqualityDeletes] = "0",
            [CheckpointProperty.Key] = CheckpointProperty.Format(CheckpointRules.Advance(null, incarnation, accepted)),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Written(IReadOnlyList<ShardAppend> Appends, long SnapshotId, IReadOnlyList<ManifestEntry> Entries, ManifestFile Manifest);
}
