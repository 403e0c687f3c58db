using KinesisPlatform.DuckDb.Interop;

namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>Room for rows in DuckDB's memory, for the time of one <see cref="ITableScan.Fill"/>.</summary>
public readonly struct TableChunk
{
    private readonly nint _chunk;
    private readonly IReadOnlyList<DuckDbTypeId> _types;

    internal TableChunk(nint chunk, IReadOnlyList<DuckDbTypeId> types) => (_chunk, _types) = (chunk, types);

    /// <summary>Rows in a chunk at most.</summary>
    public static int Capacity { get; } = (int)NativeMethods.duckdb_vector_size();

    /// <param name="index">Among the columns the scan was opened with.</param>
    public TableVector Column(int index) => new(NativeMethods.duckdb_borrowed_chunk_get_vector(_chunk, (ulong)index), _types[index]);
}
