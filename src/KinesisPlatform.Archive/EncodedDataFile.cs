namespace KinesisPlatform.Archive;

/// <summary>What a manifest entry needs to know of a file, keyed by the columns' Iceberg field ids (leaves only: a struct's fields, not the struct).</summary>
/// <param name="LowerBounds">In Iceberg's single-value serialization; absent where a column has none.</param>
public sealed record EncodedDataFile(
    long RecordCount, long LengthBytes,
    IReadOnlyDictionary<int, long> ColumnSizesBytes, IReadOnlyDictionary<int, long> ValueCounts, IReadOnlyDictionary<int, long> NullValueCounts,
    IReadOnlyDictionary<int, byte[]> LowerBounds, IReadOnlyDictionary<int, byte[]> UpperBounds)
{
    /// <summary>Where the file's row groups begin, ascending: where an engine may split it. Empty when unknown.</summary>
    public IReadOnlyList<long> SplitOffsets { get; init; } = [];

    /// <summary>The rows are in the table's sort order: by shard, then sequence number as text, then sub-sequence number.</summary>
    public bool IsSorted { get; init; }
}
