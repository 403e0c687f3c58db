using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Streams.Writing;

namespace KinesisPlatform.Streams.Tests.Writing;

public sealed class PendingRecordTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(130)]
    public void Hash_ManyAtATime_GivesEachItsOwn(int count)
    {
        var records = Enumerable.Range(0, count).Select(i => new OutgoingRecord(Key(i), default, i % 5 == 3 ? $"{i}" : null)).ToList();
        PendingRecord[] pending = [.. records.Select(record => new EnqueuedRecord(record, 0, default))];

        PendingRecord.Hash(pending);

        Assert.Equal(records.Select(Expected), pending.Select(record => record.HashKey));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hash_AsFewAsAreHashedOneByOne_AllocatesNothing(int count)
    {
        PendingRecord.Hash(Pending());
        var pending = Pending();
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();

        PendingRecord.Hash(pending);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);

        PendingRecord[] Pending() => [.. Enumerable.Range(0, count).Select(i => new EnqueuedRecord(new($"key-{i}", default), 0, default))];
    }

    // From one character to the 256 of three bytes that a key may have.
    private static string Key(int i) => new(i % 7 == 6 ? '€' : (char)('a' + i % 26), 1 + i * 37 % 256);

    private static UInt128 Expected(OutgoingRecord record) => record.ExplicitHashKey is { } key
        ? UInt128.Parse(key, CultureInfo.InvariantCulture)
        : UInt128.Parse(Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(record.PartitionKey))), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
