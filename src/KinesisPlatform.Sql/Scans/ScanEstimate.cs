namespace KinesisPlatform.Sql.Scans;

/// <summary>What a scan would return, told from the table's metadata and from a few of its files.</summary>
/// <param name="RecordCount">Records that the scan would return.</param>
/// <param name="PayloadBytes">Of their payloads and partition keys.</param>
/// <param name="IsExact">Every file was read. Otherwise counts are those of the files read, scaled up by records; with <see cref="ArchiveScan.LastPerKey"/> they are too high then, as keys of different files are the same.</param>
/// <param name="FileCount">Files that may hold records within the bounds.</param>
/// <param name="FileBytes">Of those files.</param>
/// <param name="FilesRead">How many of them were read.</param>
/// <param name="ArrivedFrom">Lower bound of arrivals within the bounds; null when there are none.</param>
/// <param name="ArrivedTo">Upper bound of the same.</param>
public sealed record ScanEstimate(
    long RecordCount, long PayloadBytes, bool IsExact, int FileCount, long FileBytes, int FilesRead, DateTimeOffset? ArrivedFrom, DateTimeOffset? ArrivedTo);
