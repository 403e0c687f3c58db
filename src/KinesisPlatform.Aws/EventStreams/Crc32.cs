using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KinesisPlatform.Aws.EventStreams;

/// <summary>
/// CRC-32 of ISO 3309, as in gzip: polynomial 0x04C11DB7, bit-reflected. Where the processor multiplies without carries, 64 bytes a step (Gopal et al.,
/// "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009); else eight, by a table each.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int StepBytes = 8;
    private const int BlockBytes = 16;
    private const int FoldBytes = 4 * BlockBytes;

    // Powers of x modulo the polynomial, bit-reflected: what carries a block over the next four, or over the next.
    private static readonly Vector128<ulong> OverFour = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
    private static readonly Vector128<ulong> OverOne = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);

    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        if (Pclmulqdq.IsSupported && content.Length >= FoldBytes) crc = Fold(crc, ref content);
        return ~ByTables(crc, content);
    }

    /// <summary>For tests of the way that this processor does not go.</summary>
    internal static uint OfByTables(ReadOnlySpan<byte> content) => ~ByTables(uint.MaxValue, content);

    /// <summary>Takes whole blocks off the content: together they are one block with the same remainder, and of that the tables make the new value.</summary>
    private static uint Fold(uint crc, ref ReadOnlySpan<byte> content)
    {
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(content);
        var (first, second, third, fourth) = (blocks[0] ^ Vector128.CreateScalar((ulong)crc), blocks[1], blocks[2], blocks[3]);
        var next = 4;
        for (; next + 4 <= blocks.Length; next += 4)
        {
            first = Carry(first, OverFour) ^ blocks[next];
            second = Carry(second, OverFour) ^ blocks[next + 1];
            third = Carry(third, OverFour) ^ blocks[next + 2];
            fourth = Carry(fourth, OverFour) ^ blocks[next + 3];
        }
        var all = Carry(Carry(Carry(first, OverOne) ^ second, OverOne) ^ third, OverOne) ^ fourth;
        for (; next < blocks.Length; next++) all = Carry(all, OverOne) ^ blocks[next];
        content = content[(blocks.Length * BlockBytes)..];
        return ByTables(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in all)));
    }

    private static Vector128<ulong> Carry(Vector128<ulong> block, Vector128<ulong> over) =>
        Pclmulqdq.CarrylessMultiply(block, over, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, over, 0x11);

    private static uint ByTables(uint crc, ReadOnlySpan<byte> content)
    {
        var (t0, t1, t2, t3, t4, t5, t6, t7) = (Tables[0], Tables[1], Tables[2], Tables[3], Tables[4], Tables[5], Tables[6], Tables[7]);
        while (content.Length >= StepBytes)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(content) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
            content = content[StepBytes..];
        }
        foreach (var b in content) crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[StepBytes][];
        for (var t = 0; t < StepBytes; t++)
        {
            tables[t] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                var crc = t == 0 ? (uint)i : tables[t - 1][i];
                if (t > 0) crc = tables[0][(byte)crc] ^ (crc >> 8);
                else
                {
                    for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
                }
                tables[t][i] = crc;
            }
        }
        return tables;
    }
}
