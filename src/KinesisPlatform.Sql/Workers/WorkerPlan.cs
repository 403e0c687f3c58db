namespace KinesisPlatform.Sql.Workers;

/// <summary>What a worker is to run, and within what limits.</summary>
/// <param name="RowsMax">Null for all rows.</param>
/// <param name="CpuTimeMax">Of the whole process; null for no limit.</param>
/// <param name="IsPrepareOnly">Compile the statement, answer its columns and no rows.</param>
internal sealed record WorkerPlan(
    string Sql, IReadOnlyList<WorkerTable> Tables, int Threads, long MemoryBytesMax, long ProcessBytesMax, string TempFolder, long TempBytesMax,
    long? RowsMax, TimeSpan? CpuTimeMax, bool IsPrepareOnly);

/// <summary>One table that the statement may name: local Parquet files, and the live records sent for its index.</summary>
internal sealed record WorkerTable(string Name, IReadOnlyList<string> Files);
