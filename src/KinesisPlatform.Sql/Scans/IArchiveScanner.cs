namespace KinesisPlatform.Sql.Scans;

/// <summary>Reads archived records in order, for replays. Safe for concurrent callers.</summary>
public interface IArchiveScanner
{
    /// <summary>
    /// Records in (shard, sequence number, sub-sequence number) order, in batches. Holds a worker process until the enumeration ends; a slow reader slows
    /// the scan, which has no time limit.
    /// </summary>
    /// <exception cref="PlatformException">Invalid: the condition does not compile or fails on the data. Unavailable: no worker free, or the store does not answer.</exception>
    IAsyncEnumerable<IReadOnlyList<StreamRecord>> ScanAsync(ArchiveScan scan, CancellationToken cancellationToken);

    /// <summary>How many records <see cref="ScanAsync"/> would return.</summary>
    /// <exception cref="PlatformException">As <see cref="ScanAsync"/>.</exception>
    Task<long> CountAsync(ArchiveScan scan, CancellationToken cancellationToken);

    /// <summary>Compiles a condition without running it.</summary>
    /// <exception cref="PlatformException">Invalid: it is not one condition over the table's columns; the message names the position.</exception>
    Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken);
}
