using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb.ScalarFunctions;

/// <summary>DuckDB's callbacks. No exception may leave them: each becomes the statement's error.</summary>
internal static unsafe class ScalarFunctionBinding
{
    public static void Register(DuckDbConnection connection, ScalarFunction function)
    {
        using var native = duckdb_create_scalar_function();
        duckdb_scalar_function_set_name(native, function.Name);
        foreach (var parameter in function.Parameters)
        {
            using var type = duckdb_create_logical_type(parameter);
            duckdb_scalar_function_add_parameter(native, type);
        }
        using var result = function.Result.Create();
        duckdb_scalar_function_set_return_type(native, result);
        // Otherwise DuckDB takes it that a function of NULL is NULL.
        duckdb_scalar_function_set_special_handling(native);
        duckdb_scalar_function_set_extra_info(native, GCHandle.ToIntPtr(GCHandle.Alloc(function)), &Release);
        duckdb_scalar_function_set_function(native, &Invoke);
        if (duckdb_register_scalar_function(connection.Handle, native) != Success)
            throw new DuckDbException($"DuckDB did not take the function {function.Name}.", DuckDbErrorKind.Catalog);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint pointer) => GCHandle.FromIntPtr(pointer).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Invoke(nint info, nint input, nint output)
    {
#pragma warning disable CA1031 // An exception must not unwind through native frames.
        try
        {
            var function = (ScalarFunction)GCHandle.FromIntPtr(duckdb_scalar_function_get_extra_info(info)).Target!;
            var rowCount = (int)duckdb_borrowed_chunk_get_size(input);
            var arguments = new DuckDbVector[function.Parameters.Count];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = new(duckdb_borrowed_chunk_get_vector(input, (ulong)i), DuckDbType.Of(function.Parameters[i]), rowCount);
            function.Invoke(arguments, new NativeResultVector(output, function.Result, rowCount), rowCount);
        }
        catch (Exception exception) { duckdb_scalar_function_set_error(info, exception.Message); }
#pragma warning restore CA1031
    }
}
