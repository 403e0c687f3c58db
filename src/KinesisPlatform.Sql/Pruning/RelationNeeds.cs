using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>What is to be read for one relation.</summary>
/// <param name="Condition">What all records satisfy that the statement can see; null when it can see all.</param>
/// <param name="Members">Which members of <c>fields</c>.</param>
internal sealed record RelationNeeds(ColumnUse Columns, ScanCondition? Condition, FieldUse Members)
{
    private static readonly int[] BySize =
        [ArchiveColumns.ShardId, ArchiveColumns.SubSequenceNumber, ArchiveColumns.ArrivedAt, ArchiveColumns.PartitionKey, ArchiveColumns.SequenceNumber, ArchiveColumns.ExplicitHashKey];

    /// <summary>Only the number of records matters: it is known without reading any.</summary>
    public bool IsCountOnly => Columns.IsNone && Condition is null;

    /// <summary>The name of a column that is read in any case, the smallest. Where a part of the statement needs no column at all, DuckDB reads the first of a UNION: it must be this one.</summary>
    public string FirstColumn
    {
        get
        {
            foreach (var id in BySize)
            {
                if (Columns.Ids.Contains(id)) return ArchiveColumns.Table[id - 1].Name;
            }
            if (Columns.UsesFields && !Members.IsNone) return PayloadFields.ColumnName;
            return ArchiveColumns.Table[(Columns.Ids.Contains(ArchiveColumns.Data) ? ArchiveColumns.Data : ArchiveColumns.ShardId) - 1].Name;
        }
    }

    /// <param name="version">That the file is of.</param>
    public FileRead Of(DataFile file, TableVersion version)
    {
        var ids = Columns.Ids.ToHashSet();
        var isReady = version.Fields?.AreIn(file.ColumnIds) ?? false;
        var isWhole = Columns.Ids.IsSupersetOf(ColumnUse.All.Ids);
        if (Columns.UsesFields && !Members.IsNone && version.Fields is { } fields)
        {
            var narrowed = Members.Narrow(fields);
            // Computed from the payload where the file does not have them.
            if (!isReady) ids.Add(ArchiveColumns.Data);
            else if (ReferenceEquals(narrowed, fields)) ids.Add(fields.Id);
            else ids.UnionWith(narrowed.Leaves.Select(leaf => leaf.Id));
            isWhole &= !isReady || ReferenceEquals(narrowed, fields);
        }
        else isWhole &= file.ColumnIds.Count <= ArchiveColumns.Table.Count;
        return new(file, isWhole ? null : ids, Condition, isReady);
    }
}
