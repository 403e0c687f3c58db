using System.Text.Unicode;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>One column of a chunk being filled. Every row's value must be set.</summary>
public readonly unsafe struct TableVector
{
    private readonly nint _vector;
    private readonly DuckDbTypeId _type;

    internal TableVector(nint vector, DuckDbTypeId type) => (_vector, _type) = (vector, type);

    /// <summary>The column's memory, for types of fixed width: <c>long</c> for BIGINT, <c>long</c> microseconds for TIMESTAMPTZ, ...</summary>
    public Span<T> Values<T>() where T : unmanaged => new((void*)duckdb_vector_get_data(_vector), TableChunk.Capacity);

    /// <summary>Sets a VARCHAR (UTF-8) or BLOB.</summary>
    /// <exception cref="FormatException">Not UTF-8, in a VARCHAR column.</exception>
    public void SetBytes(int row, ReadOnlySpan<byte> bytes)
    {
        // DuckDB's own check turns what is not UTF-8 into NULL, silently.
        if (_type == DuckDbTypeId.Varchar && !Utf8.IsValid(bytes)) throw new FormatException("The text is not UTF-8.");
        byte none = 0;
        fixed (byte* pointer = bytes)
            duckdb_unsafe_vector_assign_string_element_len(_vector, (ulong)row, pointer == null ? &none : pointer, (ulong)bytes.Length);
    }

    public void SetTimestamp(int row, DateTimeOffset time) => Values<long>()[row] = Calendar.Microseconds(time.UtcDateTime);

    public void SetNull(int row)
    {
        duckdb_vector_ensure_validity_writable(_vector);
        ((ulong*)duckdb_vector_get_validity(_vector))[row >> 6] &= ~(1ul << (row & 63));
    }
}
