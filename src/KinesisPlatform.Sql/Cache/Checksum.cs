using System.Buffers.Binary;
using System.Numerics;

namespace KinesisPlatform.Sql.Cache;

/// <summary>CRC-32C, eight bytes a step: tells a range that a crash left half written from one that is whole.</summary>
internal static class Checksum
{
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        checksum = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var next in bytes) checksum = BitOperations.Crc32C(checksum, next);
        return ~checksum;
    }
}
