using System.Runtime.InteropServices;

namespace KinesisPlatform.DuckDb.Interop;

// The layouts of duckdb.h, version 1.5.

[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong ColumnCount, RowCount, RowsChanged;
    public nint Columns, Error, Internal;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeProgress
{
    public double Percentage;
    public ulong Rows, RowsTotal;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeHugeInt(Int128 value)
{
    public ulong Lower = (ulong)value;
    public long Upper = (long)(value >> 64);

    public readonly Int128 Value => new((ulong)Upper, Lower);
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeUHugeInt(UInt128 value)
{
    public ulong Lower = (ulong)value;
    public ulong Upper = (ulong)(value >> 64);

    public readonly UInt128 Value => new(Upper, Lower);
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeDecimal
{
    public byte Width, Scale;
    public NativeHugeInt Value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeBlob
{
    public nint Data;
    public ulong Length;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeListEntry
{
    public ulong Offset, Length;
}

/// <summary>DuckDB's <c>string_t</c>: up to 12 bytes in place, longer ones behind a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    public const int InlineBytesMax = 12;

    [FieldOffset(0)] public uint Length;
    [FieldOffset(8)] public byte* Pointer;

    /// <param name="value">In the vector's own memory: an inlined string's bytes lie within it.</param>
    public static ReadOnlySpan<byte> Bytes(NativeString* value) =>
        new(value->Length <= InlineBytesMax ? (byte*)value + sizeof(uint) : value->Pointer, checked((int)value->Length));
}
