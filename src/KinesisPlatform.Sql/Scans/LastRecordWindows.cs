using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Compaction;

namespace KinesisPlatform.Sql.Scans;

/// <summary>The windows of a scan of the last records of keys: shard after shard, of each the files that hold some of them.</summary>
internal static class LastRecordWindows
{
    /// <inheritdoc cref="ScanWindow.Of"/>
    public static IReadOnlyList<ScanWindow> Of(ArchiveScan scan, IReadOnlyList<DataFile> files, IReadOnlyDictionary<string, FileLastRecords> last, long bytesTarget)
    {
        var windows = new List<ScanWindow>();
        var held = files.Where(file => last[file.Key].Rows.Length > 0).ToList();
        foreach (var shard in held.SelectMany(file => last[file.Key].ShardIds).Distinct().Order(StringComparer.Ordinal))
        {
            var place = scan.After is { } position ? string.CompareOrdinal(shard, position.ShardId.Value) : 1;
            if (place < 0 || (scan.ShardId is { } only && shard != only.Value)) continue;
            var after = place == 0 ? scan.After?.SequenceNumber : null;
            windows.AddRange(ScanWindow.Of([.. held.Where(file => last[file.Key].ShardIds.Contains(shard))], after, bytesTarget).Select(window => window with { ShardId = new ShardId(shard) }));
        }
        return windows;
    }
}
