using System.Buffers.Binary;

namespace KinesisPlatform.LocalAws.S3.Bodies;

/// <summary>A cyclic redundancy check of 32 or 64 bits, bit-reflected, with all ones before and after: every one that S3 takes.</summary>
internal sealed class ReflectedCrc(ReflectedCrc.Polynomial polynomial) : IBodyHash
{
    private ulong _state = polynomial.Mask;

    public void Append(ReadOnlySpan<byte> data)
    {
        var table = polynomial.Table;
        var state = _state;
        foreach (var b in data) state = table[(byte)(state ^ b)] ^ (state >> 8);
        _state = state;
    }

    public byte[] Finish()
    {
        var result = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(result, _state ^ polynomial.Mask);
        return polynomial.Bits == 32 ? result[4..] : result;
    }

    internal sealed class Polynomial(int bits, ulong value)
    {
        public static Polynomial Crc32 { get; } = new(32, 0xEDB88320);

        public static Polynomial Crc32C { get; } = new(32, 0x82F63B78);

        public static Polynomial Crc64Nvme { get; } = new(64, 0x9A6C9329AC4BC9B5);

        public int Bits => bits;

        public ulong Mask { get; } = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;

        public ulong[] Table { get; } = [.. Enumerable.Range(0, 256).Select(i => Entry((ulong)i, value))];

        private static ulong Entry(ulong index, ulong value)
        {
            for (var bit = 0; bit < 8; bit++) index = (index & 1) == 1 ? (index >> 1) ^ value : index >> 1;
            return index;
        }
    }
}
