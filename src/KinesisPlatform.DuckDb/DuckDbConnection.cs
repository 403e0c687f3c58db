using KinesisPlatform.DuckDb.Interop;
using KinesisPlatform.DuckDb.ScalarFunctions;
using KinesisPlatform.DuckDb.TableFunctions;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>
/// A session. It runs one statement at a time: a new one ends the result that is still being read. Only <see cref="Interrupt"/> and
/// <see cref="Progress"/> may be called while another thread uses it. Calls block while DuckDB works.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    internal DuckDbConnection(ConnectionHandle handle) => _handle = handle;

    internal ConnectionHandle Handle => _handle;

    public DuckDbProgress Progress
    {
        get
        {
            var progress = duckdb_query_progress(_handle);
            return new(progress.Percentage, progress.Rows, progress.RowsTotal);
        }
    }

    /// <summary>Makes the statement that runs fail with <see cref="DuckDbErrorKind.Interrupt"/>; has no effect when none runs.</summary>
    public void Interrupt()
    {
        try { duckdb_interrupt(_handle); }
        catch (ObjectDisposedException) { /* Nothing runs on a closed connection; a cancellation may well come after its end. */ }
    }

    /// <summary>Parses, without looking up names.</summary>
    /// <exception cref="DuckDbException">The text does not parse or holds no statement.</exception>
    public DuckDbStatements Extract(string sql) => DuckDbStatements.Parse(this, sql);

    /// <exception cref="DuckDbException">The text is not exactly one statement, or does not compile.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        using var statements = Extract(sql);
        return statements.Count == 1 ? statements.Prepare(0) : throw new DuckDbException($"One statement was expected, not {statements.Count}.", DuckDbErrorKind.Parser);
    }

    /// <inheritdoc cref="Query(string, IReadOnlyList{object}, CancellationToken)"/>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default) => Query(sql, [], cancellationToken);

    /// <summary>Runs the statements one after the other and returns the last one's result, which streams.</summary>
    /// <param name="parameters">Values of the last statement's <c>$1</c>, <c>$2</c>, ...; see <see cref="DuckDbStatement.Bind(int, object?)"/>.</param>
    /// <exception cref="DuckDbException">DuckDB reported an error.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; also by the result's methods.</exception>
    public DuckDbResult Query(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken = default)
    {
        using var statements = Extract(sql);
        for (var index = 0; index < statements.Count - 1; index++)
        {
            using var statement = statements.Prepare(index);
            using var result = statement.Execute(cancellationToken);
            result.ReadToEnd();
        }
        using var last = statements.Prepare(statements.Count - 1);
        for (var i = 0; i < parameters.Count; i++) last.Bind(i + 1, parameters[i]);
        return last.Execute(cancellationToken);
    }

    /// <inheritdoc cref="Execute(string, IReadOnlyList{object}, CancellationToken)"/>
    public long Execute(string sql, CancellationToken cancellationToken = default) => Execute(sql, [], cancellationToken);

    /// <summary>As <see cref="Query(string, IReadOnlyList{object}, CancellationToken)"/>, but reads and drops the rows.</summary>
    /// <returns>The number of rows inserted, updated or deleted.</returns>
    public long Execute(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, parameters, cancellationToken);
        result.ReadToEnd();
        return result.RowsChanged;
    }

    /// <summary>The first column of the first row; null when there is no row.</summary>
    public object? Scalar(string sql, IReadOnlyList<object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        using var result = Query(sql, parameters ?? [], cancellationToken);
        var value = result.ReadChunk() ? result.GetValue(0, 0) : null;
        result.ReadToEnd();
        return value;
    }

    /// <summary>Makes a managed table function callable in this database's SQL, from every connection.</summary>
    /// <exception cref="DuckDbException">DuckDB did not take it, for example because the name is in use.</exception>
    public void Register(TableFunction function) => TableFunctionBinding.Register(this, function);

    /// <summary>Makes a managed scalar function callable in this database's SQL, from every connection.</summary>
    /// <exception cref="DuckDbException">DuckDB did not take it, for example because the name is in use.</exception>
    public void Register(ScalarFunction function) => ScalarFunctionBinding.Register(this, function);

    public void Dispose() => _handle.Dispose();
}
