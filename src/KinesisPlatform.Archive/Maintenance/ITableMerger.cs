namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Merges a table's small data files and gives them the typed column <c>fields</c>. Safe for concurrent callers and processes, to no use: of two that merge the same files one gives up.</summary>
public interface ITableMerger
{
    /// <summary>
    /// One run, bounded by <see cref="MergeOptions.RunBytesMax"/>. What it does not commit, because it is stopped or fails, changes nothing in the table; the files it may have
    /// uploaded are left to the sweeper.
    /// </summary>
    /// <param name="fileBytesTarget">Files half as long are merged no further.</param>
    /// <exception cref="PlatformException">Unavailable: the store did not answer. Data: a data file is damaged, or not what its manifest says. Internal: no room, or a merged file
    /// differs from what it would replace; it was not committed.</exception>
    Task<MergeReport> MergeAsync(IArchiveTable table, long fileBytesTarget, CancellationToken cancellationToken);
}
