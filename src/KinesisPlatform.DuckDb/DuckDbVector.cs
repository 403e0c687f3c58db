using System.Runtime.CompilerServices;
using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>The values of one column in one chunk, in DuckDB's own memory: valid until the next chunk is read or the result disposed.</summary>
public readonly unsafe struct DuckDbVector
{
    private readonly nint _vector;
    private readonly void* _data;
    private readonly ulong* _validity;
    private readonly bool _isBytes;

    internal DuckDbVector(nint vector, DuckDbType type, int length)
    {
        (_vector, Type, Length) = (vector, type, length);
        _data = (void*)duckdb_vector_get_data(vector);
        _validity = (ulong*)duckdb_vector_get_validity(vector);
        _isBytes = VectorReader.WidthBytes(type) == sizeof(NativeString)
            && type.Id is not (DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.Uuid or DuckDbTypeId.Interval or DuckDbTypeId.Decimal or DuckDbTypeId.List or DuckDbTypeId.Map);
    }

    public DuckDbType Type { get; }

    /// <summary>Rows; of a child vector, elements.</summary>
    public int Length { get; }

    public bool IsNull(int row)
    {
        Check(row);
        return _validity != null && (_validity[row >> 6] & (1ul << (row & 63))) == 0;
    }

    /// <summary>The values as they lie in memory; those of NULL rows are undefined.</summary>
    /// <typeparam name="T">As wide as a value: <c>long</c> for BIGINT and the timestamps, <c>Int128</c> for HUGEINT, <see cref="DuckDbInterval"/>, ...</typeparam>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged =>
        sizeof(T) == VectorReader.WidthBytes(Type) ? new(_data, Length) : throw new InvalidOperationException($"{typeof(T).Name} is not as wide as a value of type {Type}.");

    /// <summary>A VARCHAR's UTF-8, or a BLOB's or BIT's bytes, without a copy.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        Check(row);
        if (!_isBytes) throw new InvalidOperationException($"A value of type {Type} is not text or bytes.");
        return NativeString.Bytes((NativeString*)_data + row);
    }

    /// <summary>Where a LIST's or MAP's elements lie in <see cref="Child"/>; a fixed ARRAY's too.</summary>
    public (int Offset, int Length) Elements(int row)
    {
        Check(row);
        if (Type.Id == DuckDbTypeId.Array) return (row * Type.ArrayLength, Type.ArrayLength);
        if (Type.Id is not (DuckDbTypeId.List or DuckDbTypeId.Map)) throw new InvalidOperationException($"A value of type {Type} has no elements.");
        var entry = ((NativeListEntry*)_data)[row];
        return ((int)entry.Offset, (int)entry.Length);
    }

    /// <summary>The vector of a nested type's part, in the order of <see cref="DuckDbType.Children"/>.</summary>
    public DuckDbVector Child(int index) => Type.Id switch
    {
        DuckDbTypeId.List => new(duckdb_list_vector_get_child(_vector), Type.Children[index], ListLength),
        DuckDbTypeId.Array => new(duckdb_array_vector_get_child(_vector), Type.Children[index], Length * Type.ArrayLength),
        DuckDbTypeId.Map => new(duckdb_struct_vector_get_child(duckdb_list_vector_get_child(_vector), (ulong)index), Type.Children[index], ListLength),
        DuckDbTypeId.Struct => new(duckdb_struct_vector_get_child(_vector, (ulong)index), Type.Children[index], Length),
        // A union is a struct whose first field is the tag.
        DuckDbTypeId.Union => new(duckdb_struct_vector_get_child(_vector, (ulong)index + 1), Type.Children[index], Length),
        _ => throw new InvalidOperationException($"A value of type {Type} has no parts."),
    };

    /// <summary>Which member a UNION's value is, as an index of <see cref="DuckDbType.Children"/>.</summary>
    public int UnionMember(int row)
    {
        Check(row);
        return Type.Id == DuckDbTypeId.Union ? ((byte*)duckdb_vector_get_data(duckdb_struct_vector_get_child(_vector, 0)))[row] : throw new InvalidOperationException($"{Type} is no union.");
    }

    /// <summary>
    /// A value of its own, free of DuckDB's memory: bool, the integer types up to Int128, UInt128 and BigInteger (BIGNUM), float, double, decimal, string, byte[] (BLOB),
    /// DateOnly, TimeOnly, DateTime (unspecified kind), DateTimeOffset (TIMESTAMPTZ, UTC), <see cref="DuckDbInterval"/>, Guid, string (ENUM, BIT, TIMETZ),
    /// object?[] (LIST, ARRAY and unnamed STRUCT), Dictionary (STRUCT), KeyValuePair&lt;object, object?&gt;[] (MAP), KeyValuePair&lt;string, object?&gt; (UNION).
    /// What the .NET type cannot hold (infinity, 39 digits, nanoseconds, 24:00) is given as DuckDB's text for it.
    /// </summary>
    /// <exception cref="DuckDbException">A type that has no such form (VARIANT): cast it to JSON in the query.</exception>
    public object? GetValue(int row) => IsNull(row) ? null : VectorReader.Read(this, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T At<T>(int row) where T : unmanaged => ((T*)_data)[row];

    private int ListLength => (int)duckdb_list_vector_get_size(_vector);

    private void Check(int row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length, nameof(row));
}
