using System.Globalization;
using System.Numerics;

namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <summary>
/// A sequence number as this emulator issues it: 186 bits, which are 56 decimal digits that begin with 49, as the service's. From the top:
/// 2 bits <c>10</c>, 46 of the shard's stamp, 64 of the record's number in its shard, 42 of its arrival in Unix milliseconds, 32 of the shard's index.
/// </summary>
/// <param name="Stamp">When the shard began, in Unix milliseconds, but never the same for two generations of shards: later shards have the greater numbers.</param>
/// <param name="Number">From 1; 0 begins the shard, <see cref="EndNumber"/> ends it.</param>
internal readonly record struct IssuedSequence(long Stamp, ulong Number, long ArrivedAtMilliseconds, int ShardIndex)
{
    public const int DigitCount = 56;
    public const ulong EndNumber = long.MaxValue;

    private const ulong Billions19 = 10_000_000_000_000_000_000;
    private const int BitCount = 186;

    public void Format(Span<byte> digits)
    {
        var high = (2UL << 56) | ((ulong)Stamp << 10) | (Number >> 54);
        var middle = (Number << 10) | ((ulong)ArrivedAtMilliseconds >> 32);
        var low = ((ulong)ArrivedAtMilliseconds << 32) | (uint)ShardIndex;
        // Schoolbook division by 10^19: as many digits as fit in 64 bits at a time.
        var (quotientHigh, remainder) = UInt128.DivRem(new UInt128(high, middle), Billions19);
        var (quotientLow, last) = UInt128.DivRem(new UInt128((ulong)remainder, low), Billions19);
        // The quotient is quotientHigh * 2^64 + quotientLow, and below 2^123.
        var (first, second) = UInt128.DivRem(new UInt128((ulong)quotientHigh, (ulong)quotientLow), Billions19);
        ((ulong)first).TryFormat(digits, out _, "D18", CultureInfo.InvariantCulture);
        ((ulong)second).TryFormat(digits[18..], out _, "D19", CultureInfo.InvariantCulture);
        ((ulong)last).TryFormat(digits[37..], out _, "D19", CultureInfo.InvariantCulture);
    }

    public override string ToString()
    {
        Span<byte> digits = stackalloc byte[DigitCount];
        Format(digits);
        return System.Text.Encoding.ASCII.GetString(digits);
    }

    /// <returns>Null for a number that was never issued by an emulator of this kind.</returns>
    public static IssuedSequence? TryParse(string text)
    {
        if (text.Length != DigitCount || !BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return null;
        if (value.GetBitLength() != BitCount || !(value >> (BitCount - 2)).Equals(2)) return null;
        return new(
            (long)((value >> 138) & ((1L << 46) - 1)),
            (ulong)((value >> 74) & ulong.MaxValue),
            (long)((value >> 32) & ((1L << 42) - 1)),
            unchecked((int)(uint)(value & uint.MaxValue)));
    }
}
