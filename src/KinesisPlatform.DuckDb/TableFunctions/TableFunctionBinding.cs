using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>DuckDB's callbacks. No exception may leave them: each becomes the statement's error.</summary>
internal static unsafe class TableFunctionBinding
{
    public static void Register(DuckDbConnection connection, TableFunction function)
    {
        using var native = duckdb_create_table_function();
        duckdb_table_function_set_name(native, function.Name);
        foreach (var parameter in function.Parameters)
        {
            using var type = duckdb_create_logical_type(parameter);
            duckdb_table_function_add_parameter(native, type);
        }
        foreach (var (name, parameter) in function.NamedParameters)
        {
            using var type = duckdb_create_logical_type(parameter);
            duckdb_table_function_add_named_parameter(native, name, type);
        }
        duckdb_table_function_set_extra_info(native, Hold(function), &Release);
        duckdb_table_function_set_bind(native, &Bind);
        duckdb_table_function_set_init(native, &Init);
        duckdb_table_function_set_function(native, &Fill);
        duckdb_table_function_supports_projection_pushdown(native, true);
        if (duckdb_register_table_function(connection.Handle, native) != Success)
            throw new DuckDbException($"DuckDB did not take the table function {function.Name}.", DuckDbErrorKind.Catalog);
    }

    private static nint Hold(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

    private static T Held<T>(nint pointer) => (T)GCHandle.FromIntPtr(pointer).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint pointer)
    {
        var handle = GCHandle.FromIntPtr(pointer);
        try { (handle.Target as IDisposable)?.Dispose(); }
#pragma warning disable CA1031 // DuckDB's destructor has nobody to tell.
        catch (Exception) { }
#pragma warning restore CA1031
        handle.Free();
    }

#pragma warning disable CA1031 // An exception must not unwind through native frames.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try { BindCore(info); }
        catch (Exception exception) { duckdb_bind_set_error(info, exception.Message); }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try { InitCore(info); }
        catch (Exception exception) { duckdb_init_set_error(info, exception.Message); }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        try
        {
            var scan = Held<OpenScan>(duckdb_function_get_init_data(info));
            duckdb_data_chunk_set_size(chunk, (ulong)scan.Scan.Fill(new(chunk, scan.Types)));
        }
        catch (Exception exception) { duckdb_function_set_error(info, exception.Message); }
    }
#pragma warning restore CA1031

    private static void BindCore(nint info)
    {
        var function = Held<TableFunction>(duckdb_bind_get_extra_info(info));
        object?[] positional = [.. function.Parameters.Select((type, i) => ParameterValues.Read(duckdb_bind_get_parameter(info, (ulong)i), type))];
        var named = new Dictionary<string, object?>();
        foreach (var (name, type) in function.NamedParameters)
        {
            var value = duckdb_bind_get_named_parameter(info, name);
            if (value.IsInvalid) value.Dispose();
            else named[name] = ParameterValues.Read(value, type);
        }
        var table = function.Bind(new(positional, named));
        foreach (var column in table.Columns)
        {
            using var type = column.Type.Create();
            duckdb_bind_add_result_column(info, column.Name, type);
        }
        if (table.RowCount is { } rows) duckdb_bind_set_cardinality(info, (ulong)rows, false);
        duckdb_bind_set_bind_data(info, Hold(table), &Release);
    }

    private static void InitCore(nint info)
    {
        var table = Held<BoundTable>(duckdb_init_get_bind_data(info));
        var columns = new int[duckdb_init_get_column_count(info)];
        for (var i = 0; i < columns.Length; i++) columns[i] = checked((int)duckdb_init_get_column_index(info, (ulong)i));
        duckdb_init_set_max_threads(info, (ulong)table.ThreadCountMax);
        duckdb_init_set_init_data(info, Hold(new OpenScan(table.Open(columns), [.. columns.Select(column => table.Columns[column].Type)])), &Release);
    }

    private sealed record OpenScan(ITableScan Scan, DuckDbType[] Types) : IDisposable
    {
        public void Dispose() => Scan.Dispose();
    }
}
