namespace KinesisPlatform.DuckDb.Interop;

/// <summary><c>duckdb_pending_state</c> in duckdb.h.</summary>
internal enum PendingState
{
    Ready = 0, NotReady, Error, NoTasks,
}
