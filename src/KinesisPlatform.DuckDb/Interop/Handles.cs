using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

/// <summary>Owns one of DuckDB's opaque pointers: released once, and never while a native call still uses it.</summary>
internal abstract class NativeHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class DatabaseHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_close(ref handle); return true; }
}

internal sealed class TaskStateHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_task_state(handle); return true; }
}

internal sealed class ConfigHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_config(ref handle); return true; }
}

internal sealed class ConnectionHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_disconnect(ref handle); return true; }
}

internal sealed class ExtractedHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_extracted(ref handle); return true; }
}

internal sealed class StatementHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_prepare(ref handle); return true; }
}

internal sealed class PendingHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_pending(ref handle); return true; }
}

internal sealed class ChunkHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_data_chunk(ref handle); return true; }
}

internal sealed class TypeHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_logical_type(ref handle); return true; }
}

internal sealed class ValueHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_value(ref handle); return true; }
}

internal sealed class TableFunctionHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_table_function(ref handle); return true; }
}

internal sealed class ScalarFunctionHandle : NativeHandle
{
    protected override bool ReleaseHandle() { NativeMethods.duckdb_destroy_scalar_function(ref handle); return true; }
}

/// <summary>A <c>duckdb_result</c> is a struct that the caller holds: this owns the memory for it and what hangs on it.</summary>
internal sealed unsafe class ResultHandle : NativeHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    public NativeResult Value => *(NativeResult*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_result(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
