using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>A result, read forward in chunks of at most 2048 rows while the query still runs. One thread at a time.</summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly ResultHandle _handle;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly CancellationToken _cancellationToken;
    private readonly string _sql;
    private readonly DuckDbVector[] _vectors;
    private ChunkHandle? _chunk;
    private bool _isDone;

    internal DuckDbResult(ResultHandle handle, CancellationTokenRegistration cancellation, string sql, CancellationToken cancellationToken)
    {
        (_handle, _cancellation, _sql, _cancellationToken) = (handle, cancellation, sql, cancellationToken);
        var columns = new DuckDbColumn[duckdb_column_count(handle)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new(NativeText.Peek(duckdb_column_name(handle, (ulong)i)) ?? "", DuckDbType.Read(duckdb_column_logical_type(handle, (ulong)i)));
        Columns = columns;
        _vectors = new DuckDbVector[columns.Length];
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Rows in the current chunk.</summary>
    public int RowCount { get; private set; }

    /// <summary>Rows inserted, updated or deleted, once the result is read to its end.</summary>
    public long RowsChanged => (long)duckdb_rows_changed(_handle);

    /// <summary>Goes on to the next chunk. What was read from the one before is no longer valid, values from <see cref="GetValue"/> excepted.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DuckDbException">The query failed on the way.</exception>
    public bool ReadChunk()
    {
        RowCount = 0;
        _chunk?.Dispose();
        _chunk = null;
        // To fetch past the end is an error in DuckDB.
        if (_isDone) return false;
        _cancellationToken.ThrowIfCancellationRequested();

        _chunk = duckdb_fetch_chunk(_handle.Value);
        GC.KeepAlive(_handle);
        RowCount = _chunk.IsInvalid ? 0 : (int)duckdb_data_chunk_get_size(_chunk);
        if (RowCount == 0)
        {
            _isDone = true;
            if (NativeText.Peek(duckdb_result_error(_handle)) is { Length: > 0 } error)
                throw DuckDbStatement.Failure(error, (DuckDbErrorKind)duckdb_result_error_type(_handle), _sql, _cancellationToken);
            return false;
        }
        for (var i = 0; i < _vectors.Length; i++) _vectors[i] = new(duckdb_data_chunk_get_vector(_chunk, (ulong)i), Columns[i].Type, RowCount);
        return true;
    }

    /// <summary>A column of the current chunk, valid until the next one is read.</summary>
    public DuckDbVector Column(int column) =>
        RowCount > 0 ? _vectors[column] : throw new InvalidOperationException("There is no current chunk: ReadChunk was not called or returned false.");

    /// <inheritdoc cref="DuckDbVector.GetValue"/>
    public object? GetValue(int column, int row) => Column(column).GetValue(row);

    /// <summary>Lets the statement run to its end without looking at its rows.</summary>
    public void ReadToEnd()
    {
        while (ReadChunk()) { }
    }

    public void Dispose()
    {
        // Waits for an interrupt that is just being sent, so that it cannot hit the next statement.
        _cancellation.Dispose();
        RowCount = 0;
        _isDone = true;
        _chunk?.Dispose();
        _handle.Dispose();
    }
}
