using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KinesisPlatform.Streams.Hashing;

/// <summary>The compression function of MD5 (RFC 1321, section 3.4) for eight messages at once, one in each lane of a vector.</summary>
internal struct Md5State
{
    public const int LaneCount = 8;
    public const int BlockBytes = 64;
    private const int BlockWords = BlockBytes / sizeof(uint);

    private Vector256<uint> _a, _b, _c, _d;

    /// <summary>Begins a lane's message.</summary>
    public void Begin(int lane)
    {
        _a = _a.WithElement(lane, 0x67452301u);
        _b = _b.WithElement(lane, 0xefcdab89u);
        _c = _c.WithElement(lane, 0x98badcfeu);
        _d = _d.WithElement(lane, 0x10325476u);
    }

    /// <summary>A lane's digest, its 16 bytes read as a number, the first byte highest: as Kinesis reads a hash key.</summary>
    public readonly UInt128 End(int lane)
    {
        ReadOnlySpan<uint> words = [_a[lane], _b[lane], _c[lane], _d[lane]];
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(MemoryMarshal.AsBytes(words));
    }

    /// <summary>Takes whole blocks, as many from each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(
        ReadOnlySpan<uint> lane0, ReadOnlySpan<uint> lane1, ReadOnlySpan<uint> lane2, ReadOnlySpan<uint> lane3,
        ReadOnlySpan<uint> lane4, ReadOnlySpan<uint> lane5, ReadOnlySpan<uint> lane6, ReadOnlySpan<uint> lane7)
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        for (var i = 0; i < lane0.Length; i += BlockWords)
        {
            var x0 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i);
            var x1 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 1);
            var x2 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 2);
            var x3 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 3);
            var x4 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 4);
            var x5 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 5);
            var x6 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 6);
            var x7 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 7);
            var x8 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 8);
            var x9 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 9);
            var x10 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 10);
            var x11 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 11);
            var x12 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 12);
            var x13 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 13);
            var x14 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 14);
            var x15 = Words(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7, i + 15);
            var (a0, b0, c0, d0) = (a, b, c, d);
            a = Step(a, b, F(b, c, d), x0, 0xd76aa478, 7);
            d = Step(d, a, F(a, b, c), x1, 0xe8c7b756, 12);
            c = Step(c, d, F(d, a, b), x2, 0x242070db, 17);
            b = Step(b, c, F(c, d, a), x3, 0xc1bdceee, 22);
            a = Step(a, b, F(b, c, d), x4, 0xf57c0faf, 7);
            d = Step(d, a, F(a, b, c), x5, 0x4787c62a, 12);
            c = Step(c, d, F(d, a, b), x6, 0xa8304613, 17);
            b = Step(b, c, F(c, d, a), x7, 0xfd469501, 22);
            a = Step(a, b, F(b, c, d), x8, 0x698098d8, 7);
            d = Step(d, a, F(a, b, c), x9, 0x8b44f7af, 12);
            c = Step(c, d, F(d, a, b), x10, 0xffff5bb1, 17);
            b = Step(b, c, F(c, d, a), x11, 0x895cd7be, 22);
            a = Step(a, b, F(b, c, d), x12, 0x6b901122, 7);
            d = Step(d, a, F(a, b, c), x13, 0xfd987193, 12);
            c = Step(c, d, F(d, a, b), x14, 0xa679438e, 17);
            b = Step(b, c, F(c, d, a), x15, 0x49b40821, 22);
            a = Step(a, b, F(d, b, c), x1, 0xf61e2562, 5);
            d = Step(d, a, F(c, a, b), x6, 0xc040b340, 9);
            c = Step(c, d, F(b, d, a), x11, 0x265e5a51, 14);
            b = Step(b, c, F(a, c, d), x0, 0xe9b6c7aa, 20);
            a = Step(a, b, F(d, b, c), x5, 0xd62f105d, 5);
            d = Step(d, a, F(c, a, b), x10, 0x02441453, 9);
            c = Step(c, d, F(b, d, a), x15, 0xd8a1e681, 14);
            b = Step(b, c, F(a, c, d), x4, 0xe7d3fbc8, 20);
            a = Step(a, b, F(d, b, c), x9, 0x21e1cde6, 5);
            d = Step(d, a, F(c, a, b), x14, 0xc33707d6, 9);
            c = Step(c, d, F(b, d, a), x3, 0xf4d50d87, 14);
            b = Step(b, c, F(a, c, d), x8, 0x455a14ed, 20);
            a = Step(a, b, F(d, b, c), x13, 0xa9e3e905, 5);
            d = Step(d, a, F(c, a, b), x2, 0xfcefa3f8, 9);
            c = Step(c, d, F(b, d, a), x7, 0x676f02d9, 14);
            b = Step(b, c, F(a, c, d), x12, 0x8d2a4c8a, 20);
            a = Step(a, b, b ^ c ^ d, x5, 0xfffa3942, 4);
            d = Step(d, a, a ^ b ^ c, x8, 0x8771f681, 11);
            c = Step(c, d, d ^ a ^ b, x11, 0x6d9d6122, 16);
            b = Step(b, c, c ^ d ^ a, x14, 0xfde5380c, 23);
            a = Step(a, b, b ^ c ^ d, x1, 0xa4beea44, 4);
            d = Step(d, a, a ^ b ^ c, x4, 0x4bdecfa9, 11);
            c = Step(c, d, d ^ a ^ b, x7, 0xf6bb4b60, 16);
            b = Step(b, c, c ^ d ^ a, x10, 0xbebfbc70, 23);
            a = Step(a, b, b ^ c ^ d, x13, 0x289b7ec6, 4);
            d = Step(d, a, a ^ b ^ c, x0, 0xeaa127fa, 11);
            c = Step(c, d, d ^ a ^ b, x3, 0xd4ef3085, 16);
            b = Step(b, c, c ^ d ^ a, x6, 0x04881d05, 23);
            a = Step(a, b, b ^ c ^ d, x9, 0xd9d4d039, 4);
            d = Step(d, a, a ^ b ^ c, x12, 0xe6db99e5, 11);
            c = Step(c, d, d ^ a ^ b, x15, 0x1fa27cf8, 16);
            b = Step(b, c, c ^ d ^ a, x2, 0xc4ac5665, 23);
            a = Step(a, b, c ^ (b | ~d), x0, 0xf4292244, 6);
            d = Step(d, a, b ^ (a | ~c), x7, 0x432aff97, 10);
            c = Step(c, d, a ^ (d | ~b), x14, 0xab9423a7, 15);
            b = Step(b, c, d ^ (c | ~a), x5, 0xfc93a039, 21);
            a = Step(a, b, c ^ (b | ~d), x12, 0x655b59c3, 6);
            d = Step(d, a, b ^ (a | ~c), x3, 0x8f0ccc92, 10);
            c = Step(c, d, a ^ (d | ~b), x10, 0xffeff47d, 15);
            b = Step(b, c, d ^ (c | ~a), x1, 0x85845dd1, 21);
            a = Step(a, b, c ^ (b | ~d), x8, 0x6fa87e4f, 6);
            d = Step(d, a, b ^ (a | ~c), x15, 0xfe2ce6e0, 10);
            c = Step(c, d, a ^ (d | ~b), x6, 0xa3014314, 15);
            b = Step(b, c, d ^ (c | ~a), x13, 0x4e0811a1, 21);
            a = Step(a, b, c ^ (b | ~d), x4, 0xf7537e82, 6);
            d = Step(d, a, b ^ (a | ~c), x11, 0xbd3af235, 10);
            c = Step(c, d, a ^ (d | ~b), x2, 0x2ad7d2bb, 15);
            b = Step(b, c, d ^ (c | ~a), x9, 0xeb86d391, 21);
            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
        }
        (_a, _b, _c, _d) = (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> F(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => Vector256.ConditionalSelect(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Step(Vector256<uint> a, Vector256<uint> b, Vector256<uint> f, Vector256<uint> x, uint k, [ConstantExpected] byte s) =>
        // What does not need the step before is added up first: the chain through f is what takes the time.
        b + RotateLeft(a + (x + Vector256.Create(k)) + f, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> value, [ConstantExpected] byte count) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, count) : (value << count) | (value >>> (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Words(
        ReadOnlySpan<uint> lane0, ReadOnlySpan<uint> lane1, ReadOnlySpan<uint> lane2, ReadOnlySpan<uint> lane3,
        ReadOnlySpan<uint> lane4, ReadOnlySpan<uint> lane5, ReadOnlySpan<uint> lane6, ReadOnlySpan<uint> lane7, int index) =>
        Vector256.Create(lane0[index], lane1[index], lane2[index], lane3[index], lane4[index], lane5[index], lane6[index], lane7[index]);
}
