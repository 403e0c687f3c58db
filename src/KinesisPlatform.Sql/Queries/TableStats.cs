namespace KinesisPlatform.Sql.Queries;

/// <summary>One relation as a query saw it.</summary>
/// <param name="Version">The archive's table version; null when the stream has no archive yet.</param>
/// <param name="LiveUpTo">Every live record that arrived before this time is in the result; null when there is no such stream any more, or the relation has no live records.</param>
/// <param name="GapCount">Gaps of the archive: records the stream no longer held when they came to be read.</param>
public sealed record TableStats(
    StreamName Stream, long? Version, long? SnapshotId, int FileCount, long FileBytes, long ArchiveRecordCount, long LiveRecordCount, DateTimeOffset? LiveUpTo, int GapCount)
{
    /// <summary>Which of the stream: its own name, or <c>archive(flights)</c> and the like.</summary>
    public required string Relation { get; init; }

    /// <summary>The caller sees some of its records only, and is not told how many there are: every number here is 0.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Data files of the snapshot, those left out included.</summary>
    public long FileTotal { get; init; }

    /// <summary>Bytes of all of them: what reading without any pruning would take.</summary>
    public long FullScanBytes { get; init; }

    /// <summary>Row groups of the files read that may hold what is looked for.</summary>
    public long RowGroupCount { get; init; }

    /// <summary>All row groups of the files that were looked into.</summary>
    public long RowGroupTotal { get; init; }

    /// <summary>Bytes of the columns and row groups read, and of the footers: from the local cache or fetched.</summary>
    public long NeededBytes { get; init; }

    /// <summary>Bytes fetched from the object store, what lies between two ranges included.</summary>
    public long FetchedBytes { get; init; }

    /// <summary>Requests for data files that the object store was sent.</summary>
    public long RequestCount { get; init; }
}
