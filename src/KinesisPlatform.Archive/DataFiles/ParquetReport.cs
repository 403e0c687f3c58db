namespace KinesisPlatform.Archive.DataFiles;

/// <summary>What DuckDB says of a Parquet file it has written.</summary>
/// <param name="SplitOffsets">Where its row groups begin, ascending.</param>
/// <param name="Columns">By the column's path with each step in double quotes, such as <c>"fields"."delay"</c>.</param>
internal sealed record ParquetReport(long RecordCount, long LengthBytes, IReadOnlyList<long> SplitOffsets, IReadOnlyDictionary<string, ParquetColumnReport> Columns);
