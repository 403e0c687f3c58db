using System.Text;
using Amazon.Kinesis.Model;

namespace KinesisPlatform.Streams.Tests.Writing;

public sealed class StreamProducerTests
{
    [Fact]
    public async Task Put_ManyOfFewKeys_NoRequestHoldsAKeyTwiceAndOrderIsKept()
    {
        var world = new Virtual(shardCount: 3);
        var records = Records(200, keyCount: 7);

        var results = await PutAsync(world, records);

        Assert.All(world.Kinesis.PutRequests, request => Assert.Distinct(request.Select(e => e.PartitionKey)));
        Assert.Equal(200, results.Select(r => (r.ShardId, r.SequenceNumber)).Distinct().Count());
        AssertOrderPerKey(records, results);
    }

    [Fact]
    public async Task Put_SomeFailAlone_OnlyThoseAreRetriedAndOrderIsKept()
    {
        var world = new Virtual(shardCount: 2);
        var random = new Random(7);
        var failures = 0;
        world.Kinesis.EntryError = _ => random.Next(3) == 0 ? (++failures % 2 == 0 ? "InternalFailure" : "ProvisionedThroughputExceededException") : null;
        var records = Records(100, keyCount: 9);

        var results = await PutAsync(world, records);

        Assert.True(failures > 10);
        Assert.Equal(100 + failures, world.Kinesis.PutRequests.Sum(r => r.Count));
        AssertOrderPerKey(records, results);
    }

    [Fact]
    public async Task Put_OneKeyKeepsFailing_ThrowsUnavailableAndNothingOfItOvertakes()
    {
        var world = new Virtual(options: new() { AttemptsMax = 4 });
        world.Kinesis.EntryError = entry => entry.PartitionKey == "bad" ? "ProvisionedThroughputExceededException" : null;

        var error = await Assert.ThrowsAsync<PlatformException>(() => PutAsync(world, [new("good", new byte[] { 1 }), new("bad", new byte[] { 2 }), new("bad", new byte[] { 3 })]));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Contains("Record 1 was not put on stream flights; 1 of 3 records were. A record was not taken by stream flights in 4 attempts, last ProvisionedThroughput", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Kinesis.PutRequests.SelectMany(r => r), e => e.Data.Span[0] == 3);
    }

    [Fact]
    public async Task Put_RequestFails_IsSentAgain()
    {
        var world = new Virtual();
        world.Kinesis.FailNext("PutRecords", new HttpRequestException("reset"), new LimitExceededException("busy"));

        var results = await PutAsync(world, Records(3, keyCount: 3));

        Assert.Equal(3, results.Count);
        Assert.Equal(3, world.Kinesis.Calls.Count(c => c.Operation == "PutRecords"));
    }

    [Fact]
    public async Task Put_LargeRecords_KeepsRequestsWithinTheirBytes()
    {
        var world = new Virtual(options: new() { Producer = new() { RequestBytesMax = 10_000, RecordBytesMax = 5_000 } });
        OutgoingRecord[] records = [.. Enumerable.Range(0, 20).Select(i => new OutgoingRecord($"{i}", new byte[4_000]))];

        await PutAsync(world, records);

        Assert.All(world.Kinesis.PutRequests, r => Assert.InRange(r.Sum(e => e.Data.Length + Encoding.UTF8.GetByteCount(e.PartitionKey)), 1, 10_000));
        Assert.Equal(10, world.Kinesis.PutRequests.Count);
    }

    [Fact]
    public async Task Put_MoreThanARequestHolds_SendsSeveral()
    {
        var world = new Virtual(shardCount: 4);
        await PutAsync(world, Records(1_200, keyCount: 1_200));
        Assert.Equal([500, 500, 200], world.Kinesis.PutRequests.Select(r => r.Count));
    }

    [Fact]
    public async Task Put_RecordsThatCanNeverBePut_ThrowsInvalidNamingThemAllAndPutsNothing()
    {
        var world = new Virtual();
        OutgoingRecord[] records =
        [
            new("fine", new byte[1]),
            new("k", new byte[1024 * 1024]),
            new("", new byte[1]),
            new("key", new byte[1], "340282366920938463463374607431768211456"),
        ];

        var error = await Assert.ThrowsAsync<PlatformException>(() => PutAsync(world, records));

        Assert.Equal((FailureKind.Invalid, true), (error.Kind, error.IsOfRecord));
        Assert.Contains("record 1 has 1048577 bytes with its partition key, more than the 1048576", error.Message, StringComparison.Ordinal);
        Assert.Contains("record 2 has a partition key of 0 characters", error.Message, StringComparison.Ordinal);
        Assert.Contains("record 3 has an explicit hash key", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Kinesis.PutRequests);
    }

    [Fact]
    public async Task Put_StreamIsUnknown_ThrowsNotFound()
    {
        var world = new Virtual();
        var error = await Assert.ThrowsAsync<PlatformException>(() => world.RunAsync(() => world.Producer.PutAsync(new("no-such-stream"), Records(1, 1), default)));
        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    [Fact]
    public async Task Put_Nothing_AsksNothing()
    {
        var world = new Virtual();
        Assert.Empty(await PutAsync(world, []));
        Assert.Empty(world.Kinesis.PutRequests);
    }

    private static Task<IReadOnlyList<PutResult>> PutAsync(Virtual world, OutgoingRecord[] records) => world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, records, default));

    private static OutgoingRecord[] Records(int count, int keyCount) => [.. Enumerable.Range(0, count).Select(i => new OutgoingRecord($"key-{i % keyCount}", BitConverter.GetBytes(i)))];

    private static void AssertOrderPerKey(OutgoingRecord[] records, IReadOnlyList<PutResult> results)
    {
        foreach (var key in records.Zip(results).GroupBy(pair => pair.First.PartitionKey))
        {
            var sequences = key.Select(pair => pair.Second.SequenceNumber).ToList();
            Assert.Equal(sequences.Order(), sequences);
        }
    }
}
