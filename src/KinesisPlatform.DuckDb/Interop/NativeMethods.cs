using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

// DuckDB's C API under its own names; its documentation is duckdb.h. Databases, connections and statements.
internal static partial class NativeMethods
{
    public const string Library = "duckdb";
    public const int Success = 0;

    [LibraryImport(Library)] public static partial nint duckdb_library_version();
    [LibraryImport(Library)] public static partial void duckdb_free(nint pointer);

    [LibraryImport(Library)] public static partial int duckdb_create_config(out ConfigHandle config);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_set_config(ConfigHandle config, string name, string value);
    [LibraryImport(Library)] public static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_open_ext(string? path, out DatabaseHandle database, ConfigHandle config, out nint error);
    [LibraryImport(Library)] public static partial void duckdb_close(ref nint database);
    [LibraryImport(Library)] public static partial TaskStateHandle duckdb_create_task_state(DatabaseHandle database);
    [LibraryImport(Library)] public static partial void duckdb_execute_tasks_state(TaskStateHandle state);
    [LibraryImport(Library)] public static partial void duckdb_finish_execution(TaskStateHandle state);
    [LibraryImport(Library)] public static partial void duckdb_destroy_task_state(nint state);
    [LibraryImport(Library)] public static partial int duckdb_connect(DatabaseHandle database, out ConnectionHandle connection);
    [LibraryImport(Library)] public static partial void duckdb_disconnect(ref nint connection);
    [LibraryImport(Library)] public static partial void duckdb_interrupt(ConnectionHandle connection);
    [LibraryImport(Library)] public static partial NativeProgress duckdb_query_progress(ConnectionHandle connection);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial ulong duckdb_extract_statements(ConnectionHandle connection, string sql, out ExtractedHandle extracted);
    [LibraryImport(Library)] public static partial nint duckdb_extract_statements_error(ExtractedHandle extracted);
    [LibraryImport(Library)] public static partial void duckdb_destroy_extracted(ref nint extracted);
    [LibraryImport(Library)] public static partial int duckdb_prepare_extracted_statement(ConnectionHandle connection, ExtractedHandle extracted, ulong index, out StatementHandle statement);

    [LibraryImport(Library)] public static partial nint duckdb_prepare_error(StatementHandle statement);
    [LibraryImport(Library)] public static partial DuckDbStatementKind duckdb_prepared_statement_type(StatementHandle statement);
    [LibraryImport(Library)] public static partial ulong duckdb_nparams(StatementHandle statement);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_param_logical_type(StatementHandle statement, ulong index);
    [LibraryImport(Library)] public static partial ulong duckdb_prepared_statement_column_count(StatementHandle statement);
    [LibraryImport(Library)] public static partial nint duckdb_prepared_statement_column_name(StatementHandle statement, ulong index);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_prepared_statement_column_logical_type(StatementHandle statement, ulong index);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_bind_parameter_index(StatementHandle statement, out ulong index, string name);
    [LibraryImport(Library)] public static partial int duckdb_bind_value(StatementHandle statement, ulong index, ValueHandle value);
    [LibraryImport(Library)] public static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)] public static partial int duckdb_pending_prepared_streaming(StatementHandle statement, out PendingHandle pending);
    [LibraryImport(Library)] public static partial nint duckdb_pending_error(PendingHandle pending);
    [LibraryImport(Library)] public static partial PendingState duckdb_pending_execute_task(PendingHandle pending);
    [LibraryImport(Library)] public static partial int duckdb_execute_pending(PendingHandle pending, ResultHandle result);
    [LibraryImport(Library)] public static partial void duckdb_destroy_pending(ref nint pending);
}
