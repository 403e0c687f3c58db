using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>A compiled statement. It may be executed again with other parameters.</summary>
public sealed class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly StatementHandle _handle;
    private readonly string _sql;

    internal DuckDbStatement(DuckDbConnection connection, StatementHandle handle, string sql) => (_connection, _handle, _sql) = (connection, handle, sql);

    public DuckDbStatementKind Kind => duckdb_prepared_statement_type(_handle);

    public int ParameterCount => (int)duckdb_nparams(_handle);

    /// <summary>The types that the statement gives its parameters, in their order; null where it does not say, as in <c>SELECT $1</c>.</summary>
    public IReadOnlyList<DuckDbType?> ReadParameterTypes()
    {
        var types = new DuckDbType?[ParameterCount];
        for (var i = 0; i < types.Length; i++)
        {
            var handle = duckdb_param_logical_type(_handle, (ulong)i + 1);
            if (handle.IsInvalid) handle.Dispose();
            else types[i] = DuckDbType.Read(handle) is { Id: not (DuckDbTypeId.Invalid or DuckDbTypeId.Any or DuckDbTypeId.SqlNull) } type ? type : null;
        }
        return types;
    }

    /// <summary>The columns of the result, before the statement is executed; null when they depend on a parameter of which no type is known.</summary>
    public IReadOnlyList<DuckDbColumn>? ReadColumns()
    {
        var columns = new DuckDbColumn[duckdb_prepared_statement_column_count(_handle)];
        for (var i = 0; i < columns.Length; i++)
        {
            var handle = duckdb_prepared_statement_column_logical_type(_handle, (ulong)i);
            var type = handle.IsInvalid ? null : DuckDbType.Read(handle);
            if (type is null or { Id: DuckDbTypeId.Invalid or DuckDbTypeId.Any }) return null;
            columns[i] = new(NativeText.Take(duckdb_prepared_statement_column_name(_handle, (ulong)i)) ?? "", type);
        }
        return columns;
    }

    /// <param name="index">From 1, as in <c>$1</c>.</param>
    /// <param name="value">Null, bool, a number (up to 128 bits), decimal, string, byte[], DateOnly, TimeOnly, DateTime (UTC: a TIMESTAMPTZ), DateTimeOffset,
    /// TimeSpan, <see cref="DuckDbInterval"/>, Guid, or a sequence of strings.</param>
    /// <exception cref="DuckDbException">There is no such parameter.</exception>
    /// <exception cref="ArgumentException">A value of another type.</exception>
    public void Bind(int index, object? value)
    {
        using var native = ParameterValues.Create(value);
        if (duckdb_bind_value(_handle, (ulong)index, native) != Success)
            throw DuckDbException.From(NativeText.Peek(duckdb_prepare_error(_handle)) ?? $"There is no parameter ${index}.", DuckDbErrorKind.InvalidInput, null);
    }

    /// <param name="name">Without the <c>$</c>.</param>
    /// <param name="value">See <see cref="Bind(int, object?)"/>.</param>
    public void Bind(string name, object? value)
    {
        if (duckdb_bind_parameter_index(_handle, out var index, name) != Success)
            throw new DuckDbException($"There is no parameter ${name}.", DuckDbErrorKind.InvalidInput);
        Bind((int)index, value);
    }

    /// <summary>Starts the statement; its result streams. The statement may be disposed before the result is.</summary>
    /// <exception cref="DuckDbException">DuckDB reported an error.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; also by the result's methods.</exception>
    public DuckDbResult Execute(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = duckdb_pending_prepared_streaming(_handle, out var pending) == Success;
        using (pending)
        {
            if (!started) throw Failure(NativeText.Peek(duckdb_pending_error(pending)), DuckDbErrorKind.Unknown, _sql, cancellationToken);

            // Only from here on: starting a statement forgets an interrupt that came before it.
            var cancellation = cancellationToken.Register(static connection => ((DuckDbConnection)connection!).Interrupt(), _connection);
            var result = new ResultHandle();
            try
            {
                RunToFirstRows(pending, cancellationToken);
                if (duckdb_execute_pending(pending, result) != Success)
                {
                    // The pending result knows the first error; the result may only say that the pending one was closed.
                    var first = NativeText.Peek(duckdb_pending_error(pending));
                    var text = string.IsNullOrEmpty(first) ? NativeText.Peek(duckdb_result_error(result)) : first;
                    throw Failure(text, (DuckDbErrorKind)duckdb_result_error_type(result), _sql, cancellationToken);
                }
                return new(result, cancellation, _sql, cancellationToken);
            }
            catch
            {
                cancellation.Dispose();
                result.Dispose();
                throw;
            }
        }
    }

    private void RunToFirstRows(PendingHandle pending, CancellationToken cancellationToken)
    {
        var wait = new TaskWait();
        while (true)
        {
            switch (duckdb_pending_execute_task(pending))
            {
                case PendingState.Ready: return;
                case PendingState.NotReady: wait.Reset(); break;
                // DuckDB 1.5 tells tasks that wait for others as an error without a text.
                case PendingState.Error when NativeText.Peek(duckdb_pending_error(pending)) is { Length: > 0 } text: throw Failure(text, DuckDbErrorKind.Unknown, _sql, cancellationToken);
                // The interrupt ends them; should an error without a text be one, duckdb_execute_pending says so.
                default:
                    if (cancellationToken.IsCancellationRequested) return;
                    wait.Once();
                    break;
            }
        }
    }

    internal static Exception Failure(string? text, DuckDbErrorKind kind, string sql, CancellationToken cancellationToken)
    {
        var failure = DuckDbException.From(text, kind, sql);
        return cancellationToken.IsCancellationRequested ? new OperationCanceledException("The query was cancelled.", failure, cancellationToken) : failure;
    }

    public void Dispose() => _handle.Dispose();
}
