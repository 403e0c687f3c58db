namespace KinesisPlatform.Archive;

/// <summary>What a manifest entry needs to know of a file, keyed by the columns' Iceberg field ids.</summary>
/// <param name="LowerBounds">In Iceberg's single-value serialization; absent where a column has none.</param>
public sealed record EncodedDataFile(
    long RecordCount, long LengthBytes,
    IReadOnlyDictionary<int, long> ColumnSizesBytes, IReadOnlyDictionary<int, long> ValueCounts, IReadOnlyDictionary<int, long> NullValueCounts,
    IReadOnlyDictionary<int, byte[]> LowerBounds, IReadOnlyDictionary<int, byte[]> UpperBounds);
