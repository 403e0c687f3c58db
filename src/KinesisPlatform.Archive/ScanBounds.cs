using KinesisPlatform.Archive.Bounds;

namespace KinesisPlatform.Archive;

/// <summary>What a scan is interested in. Pruning is conservative: a planned file may hold other records too.</summary>
/// <param name="From">Arrival, inclusive; null for no bound.</param>
/// <param name="To">Arrival, exclusive; null for no bound.</param>
/// <param name="ShardId">Only this shard; null for all.</param>
public sealed record ScanBounds(DateTimeOffset? From = null, DateTimeOffset? To = null, ShardId? ShardId = null)
{
    /// <summary>Further bounds, over any column; null for none.</summary>
    public ScanCondition? Where { get; init; }

    /// <summary>All of it as one condition; null when nothing is bounded.</summary>
    public ScanCondition? ToCondition()
    {
        var conditions = new List<ScanCondition>();
        if (From is { } from) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.ArrivedAt, ComparisonKind.GreaterOrEqual, ColumnValue.Timestamp(from)));
        if (To is { } to) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.ArrivedAt, to.UtcTicks % TimeSpan.TicksPerMicrosecond == 0 ? ComparisonKind.Less : ComparisonKind.LessOrEqual, ColumnValue.Timestamp(to)));
        if (ShardId is { } shard) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.ShardId, ComparisonKind.Equal, ColumnValue.Text(System.Text.Encoding.UTF8.GetBytes(shard.Value))));
        if (Where is not null) conditions.Add(Where);
        return conditions.Count == 0 ? null : new ScanCondition.All(conditions);
    }
}
