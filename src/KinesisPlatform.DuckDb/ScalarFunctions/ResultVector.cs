using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb.ScalarFunctions;

/// <summary>Room for a function's results, for the time of one call. All NULL to begin with: a STRUCT's fields as well.</summary>
public sealed unsafe class ResultVector
{
    private readonly nint _vector;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal ResultVector(nint vector, DuckDbType type, int rowCount)
    {
        _vector = vector;
        _data = (void*)duckdb_vector_get_data(vector);
        duckdb_vector_ensure_validity_writable(vector);
        _validity = (ulong*)duckdb_vector_get_validity(vector);
        new Span<ulong>(_validity, (rowCount + 63) / 64).Clear();
        Children = type.Id == DuckDbTypeId.Struct
            ? [.. type.Children.Select((child, index) => new ResultVector(duckdb_struct_vector_get_child(vector, (ulong)index), child, rowCount))]
            : [];
    }

    /// <summary>The fields of a STRUCT, in the order of the type's.</summary>
    public IReadOnlyList<ResultVector> Children { get; }

    public bool IsNull(int row) => (_validity[row >> 6] & (1ul << (row & 63))) == 0;

    public void SetNull(int row)
    {
        _validity[row >> 6] &= ~(1ul << (row & 63));
        foreach (var child in Children) child.SetNull(row);
    }

    /// <summary>A STRUCT that is there, whatever its fields hold.</summary>
    public void SetPresent(int row) => _validity[row >> 6] |= 1ul << (row & 63);

    /// <typeparam name="T">As wide as the type's value: <c>byte</c> for BOOLEAN, <c>long</c>, <c>double</c>.</typeparam>
    public void Set<T>(int row, T value) where T : unmanaged
    {
        ((T*)_data)[row] = value;
        SetPresent(row);
    }

    /// <summary>A VARCHAR, which must be valid UTF-8, or a BLOB.</summary>
    public void SetBytes(int row, ReadOnlySpan<byte> bytes)
    {
        byte none = 0;
        fixed (byte* pointer = bytes)
            duckdb_unsafe_vector_assign_string_element_len(_vector, (ulong)row, pointer == null ? &none : pointer, (ulong)bytes.Length);
        SetPresent(row);
    }
}
