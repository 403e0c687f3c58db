using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Streams.Aggregation;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Streams.Tests.Aggregation;

public sealed class KplAggregateTests
{
    private const string HashKey = "170141183460469231731687303715884105728";

    private static readonly OutgoingRecord[] Records =
    [
        new("schlüssel", new byte[] { 1, 2, 3 }),
        new("other", new byte[300], HashKey),
        new("schlüssel", Array.Empty<byte>()),
        new("other", new byte[] { 255 }, "0"),
    ];

    [Fact]
    public void TryExpand_Encoded_GivesEachRecordWithItsKeysAndItsPlace()
    {
        var expanded = Expand(KplAggregate.Encode(Records))!;

        Assert.Equal([0, 1, 2, 3], expanded.Select(r => r.SubSequenceNumber));
        Assert.All(expanded, r => Assert.Equal(SequenceNumber.Parse("7"), r.SequenceNumber));
        AssertSame(Records, expanded);
    }

    [Fact]
    public void TryExpand_ChecksumIsWrong_IsAnOrdinaryRecord()
    {
        var data = KplAggregate.Encode(Records);
        data[^1] ^= 1;
        Assert.Null(Expand(data));
    }

    [Theory]
    [InlineData("")] // no records
    [InlineData("0A0161")] // a key, no records
    [InlineData("1A0408011A00")] // a record that points to no key
    [InlineData("0A01611A020800")] // a record without data
    [InlineData("0A01611AFF")] // a length beyond the end
    [InlineData("0A01611A0508001001" + "1A00")] // an explicit hash key that is not there
    [InlineData("0B")] // a group, which the format does not have
    [InlineData("0A01FF" + "1A0508001A012A")] // a partition key that is not UTF-8
    [InlineData("0A0161" + "1201FF" + "1A07080010001A012A")] // an explicit hash key that is not UTF-8
    public void TryExpand_SoundChecksumButNoRecords_IsAnOrdinaryRecord(string message) => Assert.Null(Expand(Frame(Convert.FromHexString(message))));

    [Theory]
    [InlineData(256, 39, true)]
    [InlineData(257, 39, false)]
    [InlineData(256, 40, false)]
    public void TryExpand_KeyLongerThanKinesisHasAny_IsAnOrdinaryRecord(int partitionKeyLength, int hashKeyLength, bool isAggregate)
    {
        // Four bytes in UTF-8 each.
        var partitionKey = string.Concat(Enumerable.Repeat("\U0001f600", partitionKeyLength));

        Assert.Equal(isAggregate, Expand(KplAggregate.Encode([new(partitionKey, new byte[] { 1 }, new string('1', hashKeyLength))])) is not null);
    }

    [Fact]
    public void TryExpand_TableAfterRecords_IsUnderstood()
    {
        // 1A 05 { 08 00, 1A 01 2A } then 0A 01 'k', with an unknown field between.
        var record = Assert.Single(Expand(Frame(Convert.FromHexString("1A0508001A012A" + "2801" + "0A016B")))!);
        Assert.Equal("k", record.PartitionKeyText);
        Assert.Equal([0x2a], record.Data.ToArray());
    }

    [Fact]
    public void TryExpand_RandomlyMutatedWithSoundChecksum_GivesAllOrNothing()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var message = KplAggregate.Encode(Records)[4..^16];
        for (var round = 0; round < 20_000; round++)
        {
            var mutated = message.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            using var output = new PooledList<StreamRecord>();
            output.Add(default);
            try
            {
                var expanded = KplAggregate.TryExpand(Outer(Frame(mutated[..random.Next(mutated.Length + 1)])), output);
                Assert.Equal(expanded, output.Count > 1);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}: {e}");
            }
        }
    }

    [Fact]
    public async Task Encode_ReadByAwsKinesisAgg_GivesTheSameRecords()
    {
        var output = await NodeScript.RunAsync("kpl.cjs", "decode", Convert.ToBase64String(KplAggregate.Encode(Records)));

        using var json = JsonDocument.Parse(output);
        Assert.Equal(Records.Select(r => r.PartitionKey), json.RootElement.EnumerateArray().Select(r => r.GetProperty("partitionKey").GetString()));
        Assert.Equal(Records.Select(r => Convert.ToBase64String(r.Data.Span)), json.RootElement.EnumerateArray().Select(r => r.GetProperty("data").GetString()));
        Assert.Equal(HashKey, json.RootElement[1].GetProperty("explicitHashKey").GetString());
    }

    [Fact]
    public async Task TryExpand_EncodedByAwsKinesisAgg_GivesTheSameRecords()
    {
        // aws-kinesis-agg sorts keys that look like small numbers, and refuses empty data.
        OutgoingRecord[] records = [new("schlüssel", new byte[] { 1, 2, 3 }), new("other", new byte[300], HashKey), new("schlüssel", new byte[] { 9 })];
        var input = JsonSerializer.Serialize(records.Select(r => new { partitionKey = r.PartitionKey, explicitHashKey = r.ExplicitHashKey, data = Convert.ToBase64String(r.Data.Span) }));

        var output = await NodeScript.RunAsync("kpl.cjs", "encode", input);

        AssertSame(records, Expand(Convert.FromBase64String(output.Trim()))!);
    }

    private static void AssertSame(OutgoingRecord[] expected, PooledList<StreamRecord> actual)
    {
        Assert.Equal(expected.Select(r => r.PartitionKey), actual.Select(r => r.PartitionKeyText));
        Assert.Equal(expected.Select(r => r.ExplicitHashKey), actual.Select(r => r.ExplicitHashKey is { } key ? Encoding.UTF8.GetString(key.Span) : null));
        Assert.Equal(expected.Select(r => Convert.ToHexString(r.Data.Span)), actual.Select(r => Convert.ToHexString(r.Data.Span)));
    }

    private static PooledList<StreamRecord>? Expand(byte[] data)
    {
        var output = new PooledList<StreamRecord>();
        return KplAggregate.TryExpand(Outer(data), output) ? output : null;
    }

    private static StreamRecord Outer(byte[] data) => new(Virtual.First, SequenceNumber.Parse("7"), 0, "outer"u8.ToArray(), null, DateTimeOffset.UnixEpoch, data);

    private static byte[] Frame(byte[] message) => [.. KplFrame.Magic, .. message, .. MD5.HashData(message)];
}
