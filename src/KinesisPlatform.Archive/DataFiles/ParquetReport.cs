namespace KinesisPlatform.Archive.DataFiles;

/// <summary>What DuckDB says of a Parquet file it has written.</summary>
/// <param name="Columns">By the column's path with each step in double quotes, such as <c>"fields"."delay"</c>.</param>
internal sealed record ParquetReport(long RecordCount, long LengthBytes, IReadOnlyDictionary<string, ParquetColumnReport> Columns);
