using System.Buffers.Binary;
using System.Security.Cryptography;
using KinesisPlatform.Streams.Hashing;

namespace KinesisPlatform.Streams.Tests.Hashing;

public sealed class Md5LanesTests
{
    [Fact]
    public void Hash_EveryLengthAroundTheBlocks_IsThatOfThePlatform() =>
        AssertSame([.. Enumerable.Range(0, 300).Select(length => Bytes(length, seed: length))]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Hash_AnyNumberOfMessagesOfAnyLength_IsThatOfThePlatform(int count)
    {
        var random = new Random(count);
        AssertSame([.. Enumerable.Range(0, count).Select(i => Bytes(random.Next(100_000), seed: i))]);
    }

    [Fact]
    public void Hash_OneIsMuchLongerThanTheOthers_IsThatOfThePlatform() =>
        AssertSame([Bytes(1_000_000, 1), .. Enumerable.Range(0, 50).Select(i => Bytes(i * 7, i))]);

    private static void AssertSame(byte[][] messages)
    {
        var digests = new UInt128[messages.Length];
        Md5Lanes.Hash([.. messages.Select(m => new ReadOnlyMemory<byte>(m))], digests);
        Assert.Equal(messages.Select(m => BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(m))), digests);
        Assert.Equal(digests, messages.Select(m => Md5Lanes.Hash(m)));
    }

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
