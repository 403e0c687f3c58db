namespace KinesisPlatform.Sql.Scans;

/// <summary>Reads archived records in order, for replays. Safe for concurrent callers.</summary>
public interface IArchiveScanner
{
    /// <summary>
    /// Records in (shard, sequence number, sub-sequence number) order, in batches. Holds a worker process until the enumeration ends; a slow reader slows
    /// the scan, which has no time limit.
    /// </summary>
    /// <exception cref="PlatformException">Invalid: an expression does not compile or the condition fails on the data. Unavailable: no worker free, or the store does not answer.</exception>
    IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, CancellationToken cancellationToken);

    /// <summary>How many records <see cref="ScanAsync"/> would return, about: reads at most <paramref name="filesMax"/> files, spread evenly over those that the bounds leave.</summary>
    /// <exception cref="PlatformException">As <see cref="ScanAsync"/>.</exception>
    Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken);

    /// <summary>Compiles a condition without running it.</summary>
    /// <exception cref="PlatformException">Invalid: it is not one condition over the table's columns; the message names the position.</exception>
    Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken);

    /// <summary>Compiles an expression (<see cref="ArchiveScan.Key"/>, <see cref="ArchiveScan.Compute"/>) without running it.</summary>
    /// <exception cref="PlatformException">Invalid: it is not one expression over the table's columns; the message names the position.</exception>
    Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken);
}
