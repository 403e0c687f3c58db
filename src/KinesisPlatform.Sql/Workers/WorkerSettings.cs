using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Workers;

/// <summary>What holds for a worker from its start to its end; what a statement may use besides is in its <see cref="WorkerPlan"/>.</summary>
/// <param name="ReadFolder">Every file a plan names is in it.</param>
/// <param name="TempFolder">Every plan's own temporary folder is in it.</param>
/// <param name="Rehearses">Run through a statement of its own before it says that it is ready: it has the time.</param>
internal sealed record WorkerSettings(
    int Threads, long MemoryBytesMax, long ProcessBytesMax, long TempBytesMax, string ReadFolder, string TempFolder, bool Rehearses)
{
    public static WorkerSettings Of(SqlOptions options, LocalFolder folder, bool rehearses) => new(
        options.WorkerThreads, options.WorkerMemoryBytesMax, options.WorkerProcessBytesMax, options.WorkerTempBytesMax, folder.Path, folder.TemporaryPath, rehearses);
}
