using System.Globalization;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>A snapshot's summary: its operation, what it changed, and the table's totals after it. Pure.</summary>
internal static class SnapshotSummary
{
    /// <param name="operation"><c>append</c>, <c>replace</c> or <c>delete</c> (Iceberg specification, "Snapshots").</param>
    /// <param name="before">The version that the snapshot is committed on.</param>
    public static Dictionary<string, string> Of(string operation, TableVersion before, IReadOnlyCollection<ManifestEntry> added, IReadOnlyCollection<ManifestEntry> removed)
    {
        var (addedRecords, addedBytes) = Sum(added);
        var (removedRecords, removedBytes) = Sum(removed);
        var summary = new Dictionary<string, string>
        {
            [SummaryKeys.Operation] = operation,
            [SummaryKeys.ChangedPartitions] = Text(added.Concat(removed).Select(entry => entry.Hour).Distinct().Count()),
            [SummaryKeys.TotalFiles] = Text(before.FileCount + added.Count - removed.Count),
            [SummaryKeys.TotalRecords] = Text(before.RecordCount + addedRecords - removedRecords),
            [SummaryKeys.TotalBytes] = Text(before.LengthBytes + addedBytes - removedBytes),
            [SummaryKeys.TotalDeleteFiles] = "0",
            [SummaryKeys.TotalPositionDeletes] = "0",
            [SummaryKeys.TotalEqualityDeletes] = "0",
        };
        Add(summary, added.Count, (SummaryKeys.AddedFiles, added.Count), (SummaryKeys.AddedRecords, addedRecords), (SummaryKeys.AddedBytes, addedBytes));
        Add(summary, removed.Count, (SummaryKeys.DeletedFiles, removed.Count), (SummaryKeys.DeletedRecords, removedRecords), (SummaryKeys.RemovedBytes, removedBytes));
        return summary;
    }

    /// <returns>0 when the summary is missing or lacks the entry.</returns>
    public static long Number(IReadOnlyDictionary<string, string>? summary, string key) =>
        summary is not null && summary.TryGetValue(key, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static void Add(Dictionary<string, string> summary, int fileCount, params ReadOnlySpan<(string Key, long Value)> values)
    {
        if (fileCount == 0) return;
        foreach (var (key, value) in values) summary[key] = Text(value);
    }

    private static (long Records, long Bytes) Sum(IReadOnlyCollection<ManifestEntry> entries) => (entries.Sum(entry => entry.File.RecordCount), entries.Sum(entry => entry.File.LengthBytes));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
