namespace KinesisPlatform.Sql.Workers;

/// <summary>One statement, and what it may use.</summary>
/// <param name="TempFolder">The statement's own, empty.</param>
/// <param name="RowsMax">Null for all rows.</param>
/// <param name="CpuTimeMax">Of the whole process, from now on; null for no limit.</param>
/// <param name="IsPrepareOnly">Compile the statement and answer its shape, no rows.</param>
internal sealed record WorkerPlan(string Sql, IReadOnlyList<WorkerTable> Tables, string TempFolder, long? RowsMax, TimeSpan? CpuTimeMax, bool IsPrepareOnly)
{
    /// <summary>What <see cref="WorkerTable.Live"/> is an index of.</summary>
    public IReadOnlyList<WorkerLive> Live { get; init; } = [];

    /// <summary>The statement is <see cref="Compaction.LastRecordSearch"/>'s; what that finds is the result, as <see cref="Compaction.LastRecordsTable"/> has it.</summary>
    public bool FindsLastRecords { get; init; }

    /// <summary>The statement's columns are those of a scan: the answer is records, not rows.</summary>
    public bool GivesRecords { get; init; }

    /// <summary>The service's own statements, run before the statement and before anything is locked.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];
}
