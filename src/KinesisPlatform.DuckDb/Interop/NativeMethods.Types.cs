using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

// Logical types and single values.
internal static partial class NativeMethods
{
    [LibraryImport(Library)] public static partial TypeHandle duckdb_create_logical_type(DuckDbTypeId type);
    [LibraryImport(Library)] public static partial void duckdb_destroy_logical_type(ref nint type);
    [LibraryImport(Library)] public static partial DuckDbTypeId duckdb_get_type_id(TypeHandle type);
    [LibraryImport(Library)] public static partial nint duckdb_logical_type_get_alias(TypeHandle type);
    [LibraryImport(Library)] public static partial byte duckdb_decimal_width(TypeHandle type);
    [LibraryImport(Library)] public static partial byte duckdb_decimal_scale(TypeHandle type);
    [LibraryImport(Library)] public static partial DuckDbTypeId duckdb_decimal_internal_type(TypeHandle type);
    [LibraryImport(Library)] public static partial DuckDbTypeId duckdb_enum_internal_type(TypeHandle type);
    [LibraryImport(Library)] public static partial uint duckdb_enum_dictionary_size(TypeHandle type);
    [LibraryImport(Library)] public static partial nint duckdb_enum_dictionary_value(TypeHandle type, ulong index);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_list_type_child_type(TypeHandle type);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_array_type_child_type(TypeHandle type);
    [LibraryImport(Library)] public static partial ulong duckdb_array_type_array_size(TypeHandle type);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_map_type_key_type(TypeHandle type);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_map_type_value_type(TypeHandle type);
    [LibraryImport(Library)] public static partial ulong duckdb_struct_type_child_count(TypeHandle type);
    [LibraryImport(Library)] public static partial nint duckdb_struct_type_child_name(TypeHandle type, ulong index);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_struct_type_child_type(TypeHandle type, ulong index);
    [LibraryImport(Library)] public static partial ulong duckdb_union_type_member_count(TypeHandle type);
    [LibraryImport(Library)] public static partial nint duckdb_union_type_member_name(TypeHandle type, ulong index);
    [LibraryImport(Library)] public static partial TypeHandle duckdb_union_type_member_type(TypeHandle type, ulong index);

    [LibraryImport(Library)] public static partial void duckdb_destroy_value(ref nint value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_null_value();
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_bool([MarshalAs(UnmanagedType.U1)] bool value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_int32(int value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_int64(long value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_uint64(ulong value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_hugeint(NativeHugeInt value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_uhugeint(NativeUHugeInt value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_float(float value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_double(double value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_decimal(NativeDecimal value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_date(int days);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_time(long microseconds);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_timestamp(long microseconds);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_timestamp_tz(long microseconds);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_interval(DuckDbInterval value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_create_uuid(NativeUHugeInt value);
    [LibraryImport(Library)] public static unsafe partial ValueHandle duckdb_create_blob(byte* data, ulong length);
    [LibraryImport(Library)] public static unsafe partial ValueHandle duckdb_create_varchar_length(byte* text, ulong length);
    [LibraryImport(Library)] public static unsafe partial ValueHandle duckdb_create_list_value(TypeHandle type, nint* values, ulong count);

    [LibraryImport(Library)][return: MarshalAs(UnmanagedType.U1)] public static partial bool duckdb_is_null_value(ValueHandle value);
    [LibraryImport(Library)] public static partial nint duckdb_get_varchar(ValueHandle value);
    [LibraryImport(Library)] public static partial NativeBlob duckdb_get_blob(ValueHandle value);
    [LibraryImport(Library)] public static partial long duckdb_get_int64(ValueHandle value);
    [LibraryImport(Library)] public static partial ulong duckdb_get_uint64(ValueHandle value);
    [LibraryImport(Library)] public static partial double duckdb_get_double(ValueHandle value);
    [LibraryImport(Library)][return: MarshalAs(UnmanagedType.U1)] public static partial bool duckdb_get_bool(ValueHandle value);
    [LibraryImport(Library)] public static partial int duckdb_get_date(ValueHandle value);
    [LibraryImport(Library)] public static partial long duckdb_get_timestamp(ValueHandle value);
    [LibraryImport(Library)] public static partial long duckdb_get_timestamp_tz(ValueHandle value);
    [LibraryImport(Library)] public static partial ulong duckdb_get_list_size(ValueHandle value);
    [LibraryImport(Library)] public static partial ValueHandle duckdb_get_list_child(ValueHandle value, ulong index);
}
