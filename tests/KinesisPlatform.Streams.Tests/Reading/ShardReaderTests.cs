using Amazon.Kinesis.Model;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class ShardReaderTests
{
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();

    [Fact]
    public async Task Read_FromTrimHorizon_GivesRecordsWithWhatTheyCarry()
    {
        var world = new Virtual();
        var put = world.Put(1, "schlüssel");

        var batch = Assert.Single(await world.ReadAsync(Horizon, 1));

        var record = Assert.Single(batch.Records);
        Assert.Equal("schlüssel", record.PartitionKeyText);
        Assert.Equal(put.SequenceNumber, record.SequenceNumber);
        Assert.Equal(put.SequenceNumber, batch.LastSequenceNumber);
        Assert.Equal((0, null, Virtual.First), (record.SubSequenceNumber, record.ExplicitHashKey, record.ShardId));
        Assert.Equal(world.Time.GetUtcNow(), batch.ReadUpTo);
        Assert.False(batch.IsEndOfShard);
    }

    [Fact]
    public async Task Read_Aggregate_ComesWholeAndResumesAfterIt()
    {
        var world = new Virtual();
        var aggregate = world.Kinesis.Put("flights", "outer", KplAggregate.Encode([new("a", new byte[] { 1 }), new("b", new byte[] { 2 }, "5")]));
        world.Put(3);

        var batch = Assert.Single(await world.ReadAsync(Horizon, 1));
        var resumed = Assert.Single(await world.ReadAsync(new ReadPosition.After(aggregate.SequenceNumber, world.Time.GetUtcNow()), 1));

        Assert.Equal([(byte)1, (byte)2, (byte)3], Virtual.DataOf([batch]));
        Assert.Equal([0, 1, 0], batch.Records.Select(r => r.SubSequenceNumber));
        Assert.Equal([(byte)3], Virtual.DataOf([resumed]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Read_FarBehind_KeepsToItsBudget(double callsPerSecond)
    {
        var world = new Virtual(options: new() { GetRecordsPerShardPerSecond = 5 });
        world.Kinesis.RecordsPerReadMax = 1;
        for (byte i = 0; i < 5; i++) world.Put(i);

        var reader = world.Reader.WithBudget(callsPerSecond);
        await world.RunAsync(async () =>
        {
            var count = 0;
            await foreach (var batch in reader.ReadAsync(Virtual.Stream, Virtual.First, Horizon, default)) if (++count == 5) break;
            return count;
        });

        var times = world.Kinesis.Calls.Where(c => c.Operation == "GetRecords").Select(c => c.At).ToList();
        Assert.Equal(5, times.Count);
        for (var i = 1; i < times.Count; i++) Assert.True(times[i] - times[i - 1] >= TimeSpan.FromSeconds(1 / callsPerSecond));
    }

    [Fact]
    public async Task Read_ShardIsIdle_YieldsEmptyBatchesThatAdvanceReadUpTo()
    {
        var world = new Virtual();

        var batches = await world.ReadAsync(Horizon, 3);

        Assert.All(batches, b => Assert.Empty(b.Records));
        Assert.All(batches, b => Assert.Null(b.LastSequenceNumber));
        Assert.Equal(TimeSpan.FromSeconds(2), batches[2].ReadUpTo - batches[0].ReadUpTo);
    }

    [Fact]
    public async Task Read_MoreIsToCome_ReadUpToStaysBeforeTheNextRecord()
    {
        var world = new Virtual();
        world.Kinesis.RecordsPerReadMax = 1;
        var arrivals = new List<DateTimeOffset>();
        for (byte i = 0; i < 3; i++)
        {
            world.Put(i);
            arrivals.Add(world.Time.GetUtcNow());
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var batches = await world.ReadAsync(Horizon, 3);

        Assert.True(batches[0].ReadUpTo <= arrivals[1]);
        Assert.True(batches[1].ReadUpTo <= arrivals[2]);
        Assert.True(batches[0].ReadUpTo <= batches[1].ReadUpTo && batches[1].ReadUpTo <= batches[2].ReadUpTo);
        Assert.True(batches[2].ReadUpTo > arrivals[2]);
        Assert.True(batches[0].BehindLatest > TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, batches[2].BehindLatest);
    }

    [Fact]
    public async Task Read_FromLatest_GivesOnlyWhatComesLater()
    {
        var world = new Virtual();
        world.Put(1);

        var batches = await world.ReadAsync(new ReadPosition.Latest(), 2, number => { if (number == 1) world.Put(2); });

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
    }

    [Fact]
    public async Task Read_IteratorExpiredWhileTheCallerWasBusy_GoesOnAfterTheLastRecord()
    {
        var world = new Virtual();
        world.Put(1);

        var batches = await world.ReadAsync(Horizon, 2, number =>
        {
            if (number != 1) return;
            world.Time.Advance(TimeSpan.FromMinutes(6));
            world.Put(2);
        });

        Assert.Equal([(byte)1, (byte)2], Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
    }

    [Fact]
    public async Task Read_LatestIteratorExpiredBeforeAnyRecord_LosesNothing()
    {
        var world = new Virtual();
        world.Put(0);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        var batches = await world.ReadAsync(new ReadPosition.Latest(), 2, number =>
        {
            if (number != 1) return;
            world.Put(1);
            world.Time.Advance(TimeSpan.FromMinutes(6));
        });

        Assert.Equal([(byte)1], Virtual.DataOf(batches));
    }

    [Fact]
    public async Task Read_ThrottledAndFailing_RetriesWithBackOff()
    {
        var world = new Virtual();
        world.Put(1);
        world.Kinesis.FailNext("GetRecords", new ProvisionedThroughputExceededException("slow down"), new HttpRequestException("reset"), new ProvisionedThroughputExceededException("slow down"));

        var batches = await world.ReadAsync(Horizon, 1);

        Assert.Equal([(byte)1], Virtual.DataOf(batches));
        var times = world.Kinesis.Calls.Where(c => c.Operation == "GetRecords").Select(c => c.At).ToList();
        Assert.Equal(4, times.Count);
        Assert.True(times[3] - times[2] > times[1] - times[0]);
    }

    [Fact]
    public async Task Read_KeepsFailing_ThrowsUnavailableAfterItsAttempts()
    {
        var world = new Virtual(options: new() { AttemptsMax = 3 });
        world.Kinesis.FailNext("GetRecords", [.. Enumerable.Repeat(new ProvisionedThroughputExceededException("slow down"), 10)]);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Contains("shard shardId-000000000000 of stream flights in 3 attempts, last ProvisionedThroughputExceededException", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, world.Kinesis.Calls.Count(c => c.Operation == "GetRecords"));
    }

    [Fact]
    public async Task Read_ShardIsUnknown_ThrowsNotFound()
    {
        var world = new Virtual();
        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1, shard: new("shardId-000000000009")));
        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_ClosedShard_EndsWithItsChildren(bool kinesisNamesChildren)
    {
        var world = new Virtual();
        world.Kinesis.NamesChildren = kinesisNamesChildren;
        world.Put(1);
        await world.Kinesis.SplitShardAsync(new() { StreamName = "flights", ShardToSplit = Virtual.First.Value, NewStartingHashKey = "1000" });

        var batches = await world.ReadAsync(Horizon, 10);

        var last = batches[^1];
        Assert.True(last.IsEndOfShard);
        Assert.Equal([new ShardId("shardId-000000000001"), new ShardId("shardId-000000000002")], last.Children!);
        Assert.Equal([(byte)1], Virtual.DataOf(batches));
    }
}
