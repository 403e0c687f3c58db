using Amazon.Kinesis.Model;
using KinesisPlatform.Streams.FanOut;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.FanOut;

/// <summary>What is special to reading by subscriptions, under virtual time.</summary>
public sealed class FanOutShardReaderTests
{
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();

    [Fact]
    public async Task Read_ManySubscriptionsExpire_GivesEveryRecordOnce()
    {
        var world = NewWorld();
        world.Kinesis.SubscriptionLifetime = TimeSpan.FromSeconds(20);
        byte put = 0;

        var batches = await world.ReadAsync(Horizon, 100, _ =>
        {
            if (put < 50) world.Put(put++);
        });

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (byte)i), Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
        Assert.True(Count(world, "SubscribeToShard") >= 3);
        Assert.Equal(1, Count(world, "RegisterStreamConsumer"));
    }

    [Fact]
    public async Task Read_SubscriptionsBreak_GivesEveryRecordOnce()
    {
        var world = NewWorld();
        var random = new Random(7);
        Exception[] breaks =
        [
            new IOException("reset"), new TimeoutException("silent"), new PlatformException(FailureKind.Data, "damaged"), new HttpRequestException("refused"),
            new LimitExceededException("too many"), new ResourceInUseException("taken over"), new ProvisionedThroughputExceededException("slow down"),
        ];
        byte put = 0;

        var batches = await world.RunAsync(async () =>
        {
            var read = new List<ShardBatch>();
            await foreach (var batch in world.FanOut.ReadAsync(Virtual.Stream, Virtual.First, Horizon, default))
            {
                read.Add(batch);
                if (put == 100 && batch.LastSequenceNumber is null) break;
                if (put < 100) world.Put(put++);
                if (random.Next(3) == 0) world.Kinesis.FailNext(random.Next(2) == 0 ? "Push" : "SubscribeToShard", breaks[random.Next(breaks.Length)]);
            }
            return read;
        }, TimeSpan.FromHours(2));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), Virtual.DataOf(batches));
        Assert.Equal(batches.Select(b => b.ReadUpTo).Order(), batches.Select(b => b.ReadUpTo));
    }

    [Fact]
    public async Task Read_KeepsFailing_ThrowsWhatItWasAfterItsAttempts()
    {
        var world = NewWorld(new() { Reading = ReadingMode.FanOut, AttemptsMax = 3 });
        world.Kinesis.FailNext("SubscribeToShard", [.. Enumerable.Repeat(new LimitExceededException("too many"), 3)]);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Contains("shard shardId-000000000000 of stream flights in 3 attempts, last LimitExceededException", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Count(world, "SubscribeToShard"));
    }

    [Fact]
    public async Task Read_EveryEventIsDamaged_ThrowsDataAfterItsAttempts()
    {
        var world = NewWorld(new() { Reading = ReadingMode.FanOut, AttemptsMax = 3 });
        world.Kinesis.FailNext("Push", [.. Enumerable.Repeat(new PlatformException(FailureKind.Data, "damaged"), 3)]);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1));

        Assert.Equal((FailureKind.Data, "damaged"), (error.Kind, error.Message));
    }

    [Fact]
    public async Task Read_ConsumerIsStillBeingCreated_WaitsForItAndMissesNothingMeanwhile()
    {
        var world = NewWorld();
        world.Kinesis.ConsumerTransition = TimeSpan.FromSeconds(20);
        world.Put(0);

        var batches = await world.ReadAsync(Horizon, 1);

        Assert.Equal([(byte)0], Virtual.DataOf(batches));
        Assert.True(world.Kinesis.Calls.First(c => c.Operation == "SubscribeToShard").At - world.Kinesis.Calls.First(c => c.Operation == "RegisterStreamConsumer").At >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Read_ConsumerIsNeverActive_ThrowsUnavailable()
    {
        var world = NewWorld();
        world.Kinesis.ConsumerTransition = TimeSpan.FromDays(1);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 1));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
    }

    [Fact]
    public async Task Read_ConsumerIsDeregisteredMeanwhile_RegistersItAndGoesOn()
    {
        var world = NewWorld();
        world.Put(0);

        var batches = await world.ReadAsync(Horizon, 3, number =>
        {
            if (number != 1) return;
            world.Kinesis.DeregisterStreamConsumerAsync(new() { StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/flights", ConsumerName = "tests" });
            world.Put(1);
        });

        Assert.Equal([(byte)0, (byte)1], Virtual.DataOf(batches));
        Assert.Equal(2, Count(world, "RegisterStreamConsumer"));
    }

    [Fact]
    public async Task Read_StreamIsDeletedMeanwhile_ThrowsNotFound()
    {
        var world = NewWorld();

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(Horizon, 10, number =>
        {
            if (number == 1) world.Kinesis.DeleteStreamAsync(new() { StreamName = "flights" });
        }));

        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    [Fact]
    public async Task Read_TwoReadersOfOneConsumer_TakeTheShardFromEachOtherAndBothReadAll()
    {
        var world = NewWorld();
        var other = new FanOutShardReader(world.Kinesis, world.Kinesis, world.Kinesis, world.Directory, world.Options, "tests", world.Time, new Random(2), NullLogger<FanOutShardReader>.Instance);
        byte put = 0;

        var read = await world.RunAsync(async () => await Task.WhenAll(ReadAsync(world.FanOut, putsOne: true), ReadAsync(other, putsOne: false)), TimeSpan.FromHours(1));

        Assert.All(read, data => Assert.Equal(Enumerable.Range(0, 20).Select(i => (byte)i), data));

        async Task<List<byte>> ReadAsync(IShardReader reader, bool putsOne)
        {
            var data = new List<byte>();
            await foreach (var batch in reader.ReadAsync(Virtual.Stream, Virtual.First, Horizon, default))
            {
                data.AddRange(Virtual.DataOf([batch]));
                if (data.Count == 20) break;
                if (putsOne && put < 20) world.Put(put++);
            }
            return data;
        }
    }

    [Fact]
    public async Task Read_LaggingNearTheHorizon_IsNoGapAsLongAsNothingIsTrimmed()
    {
        var world = NewWorld();
        world.Kinesis.RecordsPerReadMax = 1;
        var first = world.Put(0);
        var readUpTo = world.Time.GetUtcNow() - TimeSpan.FromHours(25);
        for (byte i = 1; i < 5; i++) world.Put(i);

        var batches = await world.ReadAsync(new ReadPosition.After(first.SequenceNumber, readUpTo), 4);

        Assert.Equal([(byte)1, (byte)2, (byte)3, (byte)4], Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
        Assert.Equal(1, Count(world, "SubscribeToShard"));
    }

    private static Virtual NewWorld(StreamsOptions? options = null) => new(options: options ?? new() { Reading = ReadingMode.FanOut });

    private static int Count(Virtual world, string operation) => world.Kinesis.Calls.Count(c => c.Operation == operation);
}
