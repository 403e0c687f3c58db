using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

// Results, chunks and vectors.
internal static partial class NativeMethods
{
    [LibraryImport(Library)] public static partial void duckdb_destroy_result(nint result);
    [LibraryImport(Library)] public static partial nint duckdb_result_error(ResultHandle result);
    [LibraryImport(Library)] public static partial int duckdb_result_error_type(ResultHandle result);
    [LibraryImport(Library)] public static partial ulong duckdb_column_count(ResultHandle result);
    [LibraryImport(Library)] public static partial ulong duckdb_rows_changed(ResultHandle result);
    [LibraryImport(Library)] public static partial nint duckdb_column_name(ResultHandle result, ulong column);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_column_logical_type(ResultHandle result, ulong column);
    [LibraryImport(Library)] public static partial ChunkHandle duckdb_fetch_chunk(NativeResult result);

    [LibraryImport(Library)] public static partial ulong duckdb_vector_size();
    [LibraryImport(Library)] public static partial void duckdb_destroy_data_chunk(ref nint chunk);
    [LibraryImport(Library)] public static partial nint duckdb_data_chunk_get_vector(ChunkHandle chunk, ulong column);
    [LibraryImport(Library)] public static partial ulong duckdb_data_chunk_get_size(ChunkHandle chunk);
    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")] public static partial nint duckdb_borrowed_chunk_get_vector(nint chunk, ulong column);
    [LibraryImport(Library)] public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library)] public static partial nint duckdb_vector_get_data(nint vector);
    [LibraryImport(Library)] public static partial nint duckdb_vector_get_validity(nint vector);
    [LibraryImport(Library)] public static partial void duckdb_vector_ensure_validity_writable(nint vector);
    [LibraryImport(Library)] public static unsafe partial void duckdb_unsafe_vector_assign_string_element_len(nint vector, ulong index, byte* text, ulong length);
    [LibraryImport(Library)] public static partial nint duckdb_list_vector_get_child(nint vector);
    [LibraryImport(Library)] public static partial ulong duckdb_list_vector_get_size(nint vector);
    [LibraryImport(Library)] public static partial nint duckdb_struct_vector_get_child(nint vector, ulong index);
    [LibraryImport(Library)] public static partial nint duckdb_array_vector_get_child(nint vector);
}
