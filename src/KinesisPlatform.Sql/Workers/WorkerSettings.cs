using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Workers;

/// <summary>What holds for a worker from its start to its end; what a statement may use besides is in its <see cref="WorkerPlan"/>.</summary>
/// <param name="ReadFolder">Every file a plan names is in it, by one of its names or another.</param>
/// <param name="FilesFolder">In <paramref name="ReadFolder"/>; the files that DuckDB reads are in it.</param>
/// <param name="SpillFolder">For what does not fit the memory.</param>
/// <param name="Rehearses">Run through a statement of its own before it says that it is ready: it has the time.</param>
internal sealed record WorkerSettings(
    int Threads, long MemoryBytesMax, long ProcessBytesMax, long TempBytesMax, string ReadFolder, string FilesFolder, string SpillFolder, bool Rehearses)
{
    public static WorkerSettings Of(SqlOptions options, LocalFolder folder, WorkerFolder own, bool rehearses) => new(
        options.WorkerThreads, options.WorkerMemoryBytesMax, options.WorkerProcessBytesMax, options.WorkerTempBytesMax, folder.Path, own.FilesPath, own.SpillPath, rehearses);
}
