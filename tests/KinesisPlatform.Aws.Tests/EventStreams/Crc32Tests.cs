using KinesisPlatform.Aws.EventStreams;

namespace KinesisPlatform.Aws.Tests.EventStreams;

public sealed class Crc32Tests
{
    [Fact]
    public void Of_TheCheckValue_IsThatOfTheStandard() => Assert.Equal((0xCBF43926u, 0xCBF43926u), (Crc32.Of("123456789"u8), Crc32.OfByTables("123456789"u8)));

    [Fact]
    public void Of_AnyLength_IsWhatBitByBitComesOut()
    {
        var content = new byte[1_000];
        new Random(1).NextBytes(content);
        for (var length = 0; length < content.Length; length++)
        {
            // At any alignment as well.
            var part = content.AsSpan(length % 16 < content.Length - length ? length % 16 : 0, length);
            var expected = BitByBit(part);
            Assert.Equal(expected, Crc32.Of(part));
            Assert.Equal(expected, Crc32.OfByTables(part));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
