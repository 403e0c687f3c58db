using Amazon.Kinesis.Model;

namespace KinesisPlatform.Streams.Tests.Reading;

/// <summary>What is special to reading by GetRecords.</summary>
public sealed class ShardReaderTests
{
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();

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
        var world = new Virtual(options: new() { GetRecordsPerShardPerSecond = 5, BackoffFirst = TimeSpan.FromSeconds(1) });
        world.Put(1);
        world.Kinesis.FailNext("GetRecords", new ProvisionedThroughputExceededException("slow down"), new HttpRequestException("reset"), new ProvisionedThroughputExceededException("slow down"));

        var batches = await world.ReadAsync(Horizon, 1);

        Assert.Equal([(byte)1], Virtual.DataOf(batches));
        var times = world.Kinesis.Calls.Where(c => c.Operation == "GetRecords").Select(c => c.At).ToList();
        Assert.Equal(4, times.Count);
        Assert.True(times[3] - times[2] > times[1] - times[0]);
    }

    [Fact]
    public async Task Read_IteratorExpiresAgainAndAgain_IsRenewedEachTime()
    {
        var world = new Virtual();
        world.Put(1);
        world.Kinesis.FailNext("GetRecords", [.. Enumerable.Range(0, 5).Select(_ => new ExpiredIteratorException("old"))]);

        var batches = await world.ReadAsync(Horizon, 1);

        Assert.Equal([(byte)1], Virtual.DataOf(batches));
        Assert.Equal(6, world.Kinesis.Calls.Count(c => c.Operation == "GetShardIterator"));
    }

    [Fact]
    public async Task Read_SequenceNumberOfAnotherStream_IsRefusedNotReadFromTheStart()
    {
        var world = new Virtual();
        world.Put(1);
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Kinesis.FailNext("GetShardIterator", new InvalidArgumentException("StartingSequenceNumber did not come from this stream."));

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.ReadAsync(new ReadPosition.After(SequenceNumber.Parse("7"), world.Time.GetUtcNow()), 1));

        Assert.Equal(FailureKind.Invalid, error.Kind);
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
}
