using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>The statements of a SQL text: parsed, not yet compiled.</summary>
public sealed class DuckDbStatements : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ExtractedHandle _handle;
    private readonly string _sql;

    private DuckDbStatements(DuckDbConnection connection, ExtractedHandle handle, int count, string sql) =>
        (_connection, _handle, Count, _sql) = (connection, handle, count, sql);

    public int Count { get; }

    internal static DuckDbStatements Parse(DuckDbConnection connection, string sql)
    {
        // The C API reads up to a NUL: what follows it would be ignored silently.
        var nul = sql.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0) throw new DuckDbException("Parser Error: SQL text must not hold a NUL character.", DuckDbErrorKind.Parser, nul);

        var count = duckdb_extract_statements(connection.Handle, sql, out var handle);
        if (count > 0) return new(connection, handle, checked((int)count), sql);

        using (handle)
        {
            var error = handle.IsInvalid ? null : NativeText.Peek(duckdb_extract_statements_error(handle));
            throw string.IsNullOrEmpty(error) ? new("Parser Error: There is no statement in the SQL text.", DuckDbErrorKind.Parser, 0) : DuckDbException.From(error, DuckDbErrorKind.Parser, sql);
        }
    }

    /// <summary>Compiles a statement: names are looked up and table functions bound.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="DuckDbException">It does not compile.</exception>
    public DuckDbStatement Prepare(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        if (duckdb_prepare_extracted_statement(_connection.Handle, _handle, (ulong)index, out var statement) == Success) return new(_connection, statement, _sql);

        using (statement)
            throw DuckDbException.From(statement.IsInvalid ? null : NativeText.Peek(duckdb_prepare_error(statement)), DuckDbErrorKind.Unknown, _sql);
    }

    public void Dispose() => _handle.Dispose();
}
