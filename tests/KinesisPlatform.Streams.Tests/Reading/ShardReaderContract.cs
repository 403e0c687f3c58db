using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Tests.Reading;

/// <summary>What <see cref="IShardReader"/> promises, whatever the way of reading.</summary>
public abstract class ShardReaderContract(ReadingMode mode)
{
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();

    [Fact]
    public async Task Read_FromTrimHorizon_GivesRecordsWithWhatTheyCarry()
    {
        var world = NewWorld();
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
        var world = NewWorld();
        var aggregate = world.Kinesis.Put("flights", "outer", KplAggregate.Encode([new("a", new byte[] { 1 }), new("b", new byte[] { 2 }, "5")]));
        world.Put(3);

        var batch = Assert.Single(await world.ReadAsync(Horizon, 1));
        var resumed = Assert.Single(await world.ReadAsync(new ReadPosition.After(aggregate.SequenceNumber, world.Time.GetUtcNow()), 1));

        Assert.Equal([(byte)1, (byte)2, (byte)3], Virtual.DataOf([batch]));
        Assert.Equal([0, 1, 0], batch.Records.Select(r => r.SubSequenceNumber));
        Assert.Equal([(byte)3], Virtual.DataOf([resumed]));
    }

    [Fact]
    public async Task Read_ShardIsIdle_YieldsEmptyBatchesThatAdvanceReadUpTo()
    {
        var world = NewWorld();

        var batches = await world.ReadAsync(Horizon, 3);

        Assert.All(batches, b => Assert.Empty(b.Records));
        Assert.All(batches, b => Assert.Null(b.LastSequenceNumber));
        Assert.Equal(TimeSpan.FromSeconds(2), batches[2].ReadUpTo - batches[0].ReadUpTo);
    }

    [Fact]
    public async Task Read_MoreIsToCome_ReadUpToStaysBeforeTheNextRecord()
    {
        var world = NewWorld();
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
        var world = NewWorld();
        world.Put(1);

        var batches = await world.ReadAsync(new ReadPosition.Latest(), 2, number => { if (number == 1) world.Put(2); });

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
    }

    [Fact]
    public async Task Read_ShardIsUnknown_ThrowsNotFound()
    {
        var world = NewWorld();
        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1, shard: new("shardId-000000000009")));
        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_ClosedShard_EndsWithItsChildren(bool kinesisNamesChildren)
    {
        var world = NewWorld();
        world.Kinesis.NamesChildren = kinesisNamesChildren;
        world.Put(1);
        await world.Kinesis.SplitShardAsync(new() { StreamName = "flights", ShardToSplit = Virtual.First.Value, NewStartingHashKey = "1000" });

        var batches = await world.ReadAsync(Horizon, 10);

        var last = batches[^1];
        Assert.True(last.IsEndOfShard);
        Assert.Equal([new ShardId("shardId-000000000001"), new ShardId("shardId-000000000002")], last.Children!);
        Assert.Equal([(byte)1], Virtual.DataOf(batches));
    }

    private Virtual NewWorld() => new(options: new() { Reading = mode });
}
