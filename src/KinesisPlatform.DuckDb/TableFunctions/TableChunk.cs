using KinesisPlatform.DuckDb.Interop;
using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>Room for rows in DuckDB's memory, for the time of one <see cref="ITableScan.Fill"/>.</summary>
public readonly struct TableChunk
{
    private readonly nint _chunk;
    private readonly IReadOnlyList<DuckDbType> _types;

    internal TableChunk(nint chunk, IReadOnlyList<DuckDbType> types) => (_chunk, _types) = (chunk, types);

    /// <summary>Rows in a chunk at most.</summary>
    public static int Capacity { get; } = (int)NativeMethods.duckdb_vector_size();

    /// <param name="index">Among the columns the scan was opened with.</param>
    public TableVector Column(int index) => new(Vector(index), _types[index].Id);

    /// <summary>A STRUCT.</summary>
    /// <param name="index">Among the columns the scan was opened with.</param>
    /// <param name="rowCount">Rows that are written.</param>
    public ResultVector Nested(int index, int rowCount) => new NativeResultVector(Vector(index), _types[index], rowCount);

    private nint Vector(int index) => NativeMethods.duckdb_borrowed_chunk_get_vector(_chunk, (ulong)index);
}
