namespace KinesisPlatform.Archive.DataFiles;

/// <param name="Min">As DuckDB writes the value as text; null when unknown, as it is of long texts.</param>
internal sealed record ParquetColumnReport(long? SizeBytes, long? NullCount, string? Min, string? Max);
