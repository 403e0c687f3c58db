namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>What the last run over a stream's table did, as <c>GET /streams</c> shows it.</summary>
/// <param name="StartedAt">Null before the first.</param>
/// <param name="MergedFiles">Small files that were replaced by larger ones.</param>
/// <param name="LeftMerges">Merges left to the next run: the bound of one run was reached.</param>
/// <param name="CutFiles">Files that left the table because their records are older than the archive's retention.</param>
/// <param name="SweptFiles">Files that nothing referred to any more, deleted from the bucket.</param>
/// <param name="NextAt">Not before this time.</param>
/// <param name="Error">Why the last run did not do all it should; null when it did.</param>
internal sealed record MaintenanceStatus(
    DateTimeOffset? StartedAt, double Seconds, int Merges, int MergedFiles, long MergedRecords, long MergedBytesRead, long MergedBytesWritten, int LeftMerges,
    long CutFiles, long SweptFiles, long SweptBytes, DateTimeOffset NextAt, string? Error)
{
    public static MaintenanceStatus Waiting(DateTimeOffset nextAt) => new(null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, nextAt, null);
}
