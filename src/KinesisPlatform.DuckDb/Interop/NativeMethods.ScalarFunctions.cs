using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

// Scalar functions. An `info` belongs to DuckDB and lives for the callback only.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)] public static partial ScalarFunctionHandle duckdb_create_scalar_function();
    [LibraryImport(Library)] public static partial void duckdb_destroy_scalar_function(ref nint function);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void duckdb_scalar_function_set_name(ScalarFunctionHandle function, string name);
    [LibraryImport(Library)] public static partial void duckdb_scalar_function_add_parameter(ScalarFunctionHandle function, TypeHandle type);
    [LibraryImport(Library)] public static partial void duckdb_scalar_function_set_return_type(ScalarFunctionHandle function, TypeHandle type);
    [LibraryImport(Library)] public static partial void duckdb_scalar_function_set_special_handling(ScalarFunctionHandle function);
    [LibraryImport(Library)] public static partial void duckdb_scalar_function_set_extra_info(ScalarFunctionHandle function, nint info, delegate* unmanaged[Cdecl]<nint, void> destroy);
    [LibraryImport(Library)] public static partial void duckdb_scalar_function_set_function(ScalarFunctionHandle function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> invoke);
    [LibraryImport(Library)] public static partial int duckdb_register_scalar_function(ConnectionHandle connection, ScalarFunctionHandle function);

    [LibraryImport(Library)] public static partial nint duckdb_scalar_function_get_extra_info(nint info);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void duckdb_scalar_function_set_error(nint info, string error);

    [LibraryImport(Library)] public static partial TypeHandle duckdb_create_struct_type(nint* types, nint* names, ulong count);
    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")] public static partial ulong duckdb_borrowed_chunk_get_size(nint chunk);
}
