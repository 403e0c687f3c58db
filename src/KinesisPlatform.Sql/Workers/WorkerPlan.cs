namespace KinesisPlatform.Sql.Workers;

/// <summary>What a worker is to run, and within what limits.</summary>
/// <param name="RowsMax">Null for all rows.</param>
/// <param name="CpuTimeMax">Of the whole process; null for no limit.</param>
/// <param name="IsPrepareOnly">Compile the statement and answer its shape, no rows.</param>
internal sealed record WorkerPlan(
    string Sql, IReadOnlyList<WorkerTable> Tables, int Threads, long MemoryBytesMax, long ProcessBytesMax, string TempFolder, long TempBytesMax,
    long? RowsMax, TimeSpan? CpuTimeMax, bool IsPrepareOnly)
{
    /// <summary>The service's own statements, run before the statement and before anything is locked.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];
}
