using System.Globalization;
using System.Security.Cryptography;

namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>The hash keys of a shard, both ends inclusive.</summary>
internal readonly record struct HashKeyRange(UInt128 Start, UInt128 End)
{
    public bool Contains(UInt128 hashKey) => hashKey >= Start && hashKey <= End;

    /// <summary>The whole range in equal parts, the last one taking what is left over, as the service cuts it.</summary>
    public static IEnumerable<HashKeyRange> Uniform(int count)
    {
        // 2^128 / count: the dividend itself is one too large for the type.
        var (width, rest) = UInt128.DivRem(UInt128.MaxValue, (uint)count);
        if (rest == (uint)count - 1) width++;
        for (var i = 0; i < count; i++)
        {
            var start = width * (uint)i;
            yield return new(start, i == count - 1 ? UInt128.MaxValue : start + width - 1);
        }
    }

    /// <summary>MD5 of the partition key's UTF-8, as a number.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> partitionKey)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(partitionKey, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, out UInt128 hashKey)
    {
        hashKey = default;
        // A leading zero, a sign or white space does not match the service's pattern 0|([1-9]\d{0,38}).
        return utf8.Length is > 0 and <= 39 && (utf8[0] != '0' || utf8.Length == 1)
            && UInt128.TryParse(utf8, NumberStyles.None, CultureInfo.InvariantCulture, out hashKey);
    }
}
