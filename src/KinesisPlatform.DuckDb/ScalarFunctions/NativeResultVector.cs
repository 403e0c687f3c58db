using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb.ScalarFunctions;

/// <summary>In DuckDB's own memory, for the time of one call.</summary>
internal sealed unsafe class NativeResultVector : ResultVector
{
    private readonly nint _vector;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal NativeResultVector(nint vector, DuckDbType type, int rowCount) : base(ChildrenOf(vector, type, rowCount))
    {
        _vector = vector;
        _data = (void*)duckdb_vector_get_data(vector);
        duckdb_vector_ensure_validity_writable(vector);
        _validity = (ulong*)duckdb_vector_get_validity(vector);
        new Span<ulong>(_validity, (rowCount + 63) / 64).Clear();
    }

    public override bool IsNull(int row) => (_validity[row >> 6] & (1ul << (row & 63))) == 0;

    public override void SetNull(int row)
    {
        _validity[row >> 6] &= ~(1ul << (row & 63));
        foreach (var child in Children) child.SetNull(row);
    }

    public override void SetPresent(int row) => _validity[row >> 6] |= 1ul << (row & 63);

    public override void Set(int row, bool value)
    {
        ((byte*)_data)[row] = value ? (byte)1 : (byte)0;
        SetPresent(row);
    }

    public override void Set(int row, long value)
    {
        ((long*)_data)[row] = value;
        SetPresent(row);
    }

    public override void Set(int row, double value)
    {
        ((double*)_data)[row] = value;
        SetPresent(row);
    }

    public override void SetBytes(int row, ReadOnlySpan<byte> bytes)
    {
        byte none = 0;
        fixed (byte* pointer = bytes)
            duckdb_unsafe_vector_assign_string_element_len(_vector, (ulong)row, pointer == null ? &none : pointer, (ulong)bytes.Length);
        SetPresent(row);
    }

    private static ResultVector[] ChildrenOf(nint vector, DuckDbType type, int rowCount) => type.Id == DuckDbTypeId.Struct
        ? [.. type.Children.Select((child, index) => new NativeResultVector(duckdb_struct_vector_get_child(vector, (ulong)index), child, rowCount))]
        : [];
}
