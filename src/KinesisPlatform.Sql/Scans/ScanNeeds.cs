using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Scans;

/// <summary>What a scan reads besides what its condition names.</summary>
internal static class ScanNeeds
{
    /// <summary>What finding the last record of each key takes, besides what the scan's texts name.</summary>
    public static ColumnUse KeyColumns(ArchiveScan scan)
    {
        var ids = new HashSet<int> { ArchiveColumns.ShardId, ArchiveColumns.SequenceNumber, ArchiveColumns.SubSequenceNumber };
        if (scan.Key is null) ids.Add(ArchiveColumns.PartitionKey);
        if (scan.Key is not null || scan.From is not null || scan.To is not null) ids.Add(ArchiveColumns.ArrivedAt);
        if (scan.ExcludeReplayed) ids.Add(ArchiveColumns.Data);
        return new(ids, UsesFields: false);
    }

    /// <param name="where">What the scan's condition says.</param>
    public static ScanBounds Bounds(ArchiveScan scan, ScanCondition? where)
    {
        // The last record of a key may be in a shard that took the key over, and may fail the condition.
        if (scan.LastPerKey) return new(scan.From, scan.To) { Where = scan.FilterFirst ? where : null };
        var conditions = new List<ScanCondition>();
        if (where is not null) conditions.Add(where);
        if (scan.After is { } after) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.ShardId, ComparisonKind.GreaterOrEqual, ColumnValue.Text(Encoding.UTF8.GetBytes(after.ShardId.Value))));
        return new(scan.From, scan.To, scan.ShardId) { Where = conditions.Count == 0 ? null : new ScanCondition.All(conditions) };
    }
}
