namespace KinesisPlatform.Sql.Workers;

/// <summary>One statement, and what it may use.</summary>
/// <param name="RowsMax">Null for all rows.</param>
/// <param name="CpuTimeMax">Of the whole process, from now on; null for no limit.</param>
/// <param name="IsPrepareOnly">Compile the statement and answer its shape, no rows.</param>
internal sealed record WorkerPlan(string Sql, IReadOnlyList<WorkerTable> Tables, long? RowsMax, TimeSpan? CpuTimeMax, bool IsPrepareOnly)
{
    /// <summary>What <see cref="WorkerTable.Live"/> is an index of.</summary>
    public IReadOnlyList<WorkerLive> Live { get; init; } = [];

    /// <summary>The statement is <see cref="Compaction.LastRecordSearch"/>'s; what that finds is the result, as <see cref="Compaction.LastRecordsTable"/> has it.</summary>
    public bool FindsLastRecords { get; init; }

    /// <summary>The statement's columns are those of a scan: the answer is records, not rows.</summary>
    public bool GivesRecords { get; init; }

    /// <summary>The service's own statements, run before the statement and before anything is locked.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>An instance that has run it runs nothing after it: it leaves behind what is not its connection's.</summary>
    public bool NeedsInstanceOfItsOwn => Setup.Count > 0 || FindsLastRecords || Tables.Any(table => table.Records is not null);

    /// <summary>With other names of the files that DuckDB reads.</summary>
    public WorkerPlan At(Func<string, string> path) => this with { Tables = [.. Tables.Select(table => table.At(path))] };
}
