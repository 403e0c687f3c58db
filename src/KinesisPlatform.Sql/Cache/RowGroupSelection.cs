using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Parquet;

namespace KinesisPlatform.Sql.Cache;

/// <summary>What a query reads of one Parquet file: which row groups, and where the columns it uses are in them.</summary>
internal sealed class RowGroupSelection
{
    private readonly int[] _columns;

    private RowGroupSelection(ParquetFooter footer, IReadOnlyList<ParquetRowGroup> kept, int[] columns)
    {
        (Kept, _columns) = (kept, columns);
        KeptRanges = RangesOf(kept);
        AllRanges = RangesOf(footer.RowGroups);
        // Not worth a file of its own.
        IsPruned = ByteRanges.Sum(KeptRanges) < ByteRanges.Sum(AllRanges) / 8 * 7;
    }

    /// <summary>Those that may hold what is looked for.</summary>
    public IReadOnlyList<ParquetRowGroup> Kept { get; }

    /// <summary>The columns' chunks and Bloom filters in these, in order.</summary>
    public List<ByteRange> KeptRanges { get; }

    /// <summary>The same in all row groups.</summary>
    public List<ByteRange> AllRanges { get; }

    public bool IsPruned { get; }

    public static RowGroupSelection Of(ParquetFooter footer, FileRead read)
    {
        var kept = read.Condition is null ? footer.RowGroups : [.. footer.RowGroups.Where(group => read.Condition.MayHold(new RowGroupRanges(footer, group, read.ReadsFields)))];
        var columns = Enumerable.Range(0, footer.Columns.Count).Where(index => read.ColumnIds is not { } ids || ids.Contains(footer.Columns[index].Id) || ids.Contains(footer.Columns[index].RootId)).ToArray();
        // To know only how many rows there are, an engine may read a column, the first.
        return new(footer, kept, columns.Length > 0 ? columns : [0]);
    }

    private List<ByteRange> RangesOf(IReadOnlyList<ParquetRowGroup> groups)
    {
        var ranges = new List<ByteRange>();
        foreach (var group in groups)
        {
            foreach (var column in _columns)
            {
                ranges.Add(group.Chunks[column].Bytes);
                if (group.Chunks[column].BloomFilter is { } filter) ranges.Add(filter);
            }
        }
        return ByteRanges.Join(ranges, gapMax: 0);
    }
}
