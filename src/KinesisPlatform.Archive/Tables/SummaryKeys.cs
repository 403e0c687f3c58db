namespace KinesisPlatform.Archive.Tables;

/// <summary>What a snapshot's summary tells (Iceberg specification, "Optional Snapshot Summary Fields"), and our own entries in it.</summary>
internal static class SummaryKeys
{
    public const string Operation = "operation";
    public const string AddedFiles = "added-data-files";
    public const string AddedRecords = "added-records";
    public const string AddedBytes = "added-files-size";
    public const string DeletedFiles = "deleted-data-files";
    public const string DeletedRecords = "deleted-records";
    public const string RemovedBytes = "removed-files-size";
    public const string ChangedPartitions = "changed-partition-count";
    public const string TotalFiles = "total-data-files";
    public const string TotalRecords = "total-records";
    public const string TotalBytes = "total-files-size";
    public const string TotalDeleteFiles = "total-delete-files";
    public const string TotalPositionDeletes = "total-position-deletes";
    public const string TotalEqualityDeletes = "total-equality-deletes";
}
