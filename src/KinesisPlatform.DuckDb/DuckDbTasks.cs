using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>
/// Lends an instance threads of the caller's, on which it runs parts of its statements. For an instance that starts none itself: its settings <c>threads</c> and <c>external_threads</c> are
/// the number of threads in all.
/// </summary>
public sealed class DuckDbTasks : IDisposable
{
    private readonly TaskStateHandle _state;

    internal DuckDbTasks(TaskStateHandle state) => _state = state;

    /// <summary>Lends the calling thread until <see cref="Finish"/> is called. Any number of threads may be lent at once.</summary>
    public void Run() => duckdb_execute_tasks_state(_state);

    /// <summary>Has every call of <see cref="Run"/> return, now or soon; later ones return at once.</summary>
    public void Finish() => duckdb_finish_execution(_state);

    public void Dispose() => _state.Dispose();
}
