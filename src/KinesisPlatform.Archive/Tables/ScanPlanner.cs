using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Finds the data files that may hold what a scan asks for, by partitions of manifests and bounds of files.</summary>
internal sealed class ScanPlanner(TableFiles files)
{
    /// <param name="snapshotId">Null for a table without data.</param>
    public async Task<IReadOnlyList<DataFile>> PlanAsync(TableMetadata metadata, long? snapshotId, ScanBounds bounds, CancellationToken cancellationToken)
    {
        if (snapshotId is not { } id) return [];
        var snapshot = metadata.Snapshots.FirstOrDefault(snapshot => snapshot.SnapshotId == id)
            ?? throw new PlatformException(FailureKind.Internal, $"Snapshot {id} is not in the version of {files.Paths.Url} that is to be read. This is a bug of the reader.");
        var condition = bounds.ToCondition();
        var fields = condition is null ? null : PayloadFieldsSchema.Read(metadata);
        var planned = new List<(long Order, DataFile File)>();
        foreach (var manifest in await files.ReadManifestListAsync(snapshot, cancellationToken))
        {
            if (manifest.LiveFileCount == 0 || condition?.MayHold(new HourRange(manifest.HourFrom, manifest.HourTo)) == false) continue;
            foreach (var entry in await files.ReadManifestAsync(manifest, cancellationToken))
            {
                if (!entry.IsLive || condition?.MayHold(new EntryRanges(entry, fields)) == false) continue;
                planned.Add((entry.SequenceNumber ?? manifest.SequenceNumber, Describe(entry, files.Paths)));
            }
        }
        return [.. planned.OrderBy(entry => entry.Order).Select(entry => entry.File)];
    }

    public static DataFile Describe(ManifestEntry entry, TablePaths paths) => new(
        paths.KeyOf(entry.FilePath), entry.File.LengthBytes, entry.File.RecordCount,
        Timestamp(entry.File.LowerBounds), Timestamp(entry.File.UpperBounds), Text(entry.File.LowerBounds, ArchiveColumns.ShardId), Text(entry.File.UpperBounds, ArchiveColumns.ShardId))
    {
        SequenceNumberFrom = Text(entry.File.LowerBounds, ArchiveColumns.SequenceNumber),
        SequenceNumberTo = Text(entry.File.UpperBounds, ArchiveColumns.SequenceNumber),
        Hour = SingleValue.HourStart(entry.Hour),
        ColumnIds = [.. entry.File.ValueCounts.Keys],
        ColumnBytes = entry.File.ColumnSizesBytes.Count == entry.File.ValueCounts.Count ? entry.File.ColumnSizesBytes.Values.Sum() : null,
        RowGroupCount = entry.File.SplitOffsets.Count,
        IsSorted = entry.File.IsSorted,
    };

    private static DateTimeOffset? Timestamp(IReadOnlyDictionary<int, byte[]> bounds) =>
        bounds.TryGetValue(ArchiveColumns.ArrivedAt, out var bytes) ? SingleValue.ReadTimestamp(bytes) : null;

    private static string? Text(IReadOnlyDictionary<int, byte[]> bounds, int column) => bounds.TryGetValue(column, out var bytes) ? SingleValue.ReadText(bytes) : null;
}
