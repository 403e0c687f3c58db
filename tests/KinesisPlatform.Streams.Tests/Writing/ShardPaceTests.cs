using KinesisPlatform.Streams.Writing;

namespace KinesisPlatform.Streams.Tests.Writing;

public sealed class ShardPaceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1, 100, 1_000)] // bounded by records
    [InlineData(0.8, 100, 800)]
    [InlineData(1, 10_485, 100)] // bounded by bytes
    public void Pace_TakenAsFastAsItAllows_KeepsTheShardsRate(double share, int bytes, int recordsPerSecond)
    {
        var count = CountIn(new(share), bytes, Minute);
        // Half a second's worth stands ready at first.
        Assert.InRange(count, recordsPerSecond * 60, recordsPerSecond * 60.6);
    }

    [Fact]
    public void Pace_RecordLargerThanASecondAllows_PassesAndLeavesADebt()
    {
        var pace = new ShardPace(1);
        Assert.Equal(TimeSpan.Zero, pace.WaitFor(10 << 20, TimeSpan.Zero));
        pace.Take(10 << 20);
        Assert.InRange(pace.WaitFor(100, TimeSpan.Zero), TimeSpan.FromSeconds(9.4), TimeSpan.FromSeconds(9.6));
    }

    [Fact]
    public void Pace_ThrottledWithNothingTaken_HalvesAtMostAndOncePerAnswers()
    {
        var pace = new ShardPace(1);
        pace.Refuse(TimeSpan.Zero);
        pace.SlowDown(TimeSpan.Zero);
        pace.SlowDown(TimeSpan.FromMilliseconds(10));
        // Half, less 0.3 of it.
        Assert.Equal(0.35, pace.Factor, 3);
        Assert.InRange(pace.WaitFor(1, TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3));

        pace.WaitFor(1, TimeSpan.FromSeconds(12));
        Assert.Equal(0.5, pace.Factor, 3);

        pace.WaitFor(1, TimeSpan.FromSeconds(40));
        Assert.Equal(1, pace.Factor);
    }

    [Fact]
    public void Pace_ThrottledAlthoughNearlyAllWasOurs_HardlySlowsDown()
    {
        var pace = new ShardPace(1);
        for (var i = 0; i < 10_000; i++) pace.Accept(1_048, TimeSpan.FromMilliseconds(i));
        pace.Refuse(TimeSpan.FromSeconds(10));
        pace.SlowDown(TimeSpan.FromSeconds(10));
        Assert.InRange(pace.Factor, 0.95, 0.99);
    }

    [Theory]
    [InlineData(0.2, 1_238)]
    [InlineData(0.5, 1_238)]
    [InlineData(0.8, 1_238)]
    [InlineData(0.2, 64 << 10)]
    [InlineData(0.5, 64 << 10)]
    [InlineData(0.2, 256 << 10)] // an aggregate
    [InlineData(0.5, 256 << 10)]
    public void Pace_BesideOthers_TakesWhatTheyLeaveAndThrottlesNextToNone(double others, int ourBytes)
    {
        var shard = new SharedShard(others, seed: 1, ourBytes);
        shard.Run(Minute * 2);
        Assert.InRange(shard.OthersThrottledShare, 0, 0.005);
        Assert.InRange(shard.OursTaken / (SharedShard.BytesPerSecond * 120), 0.97 - others, 1.02 - others);
    }

    [Fact]
    public void Pace_OthersLeave_TakesTheirShareWithinHalfAMinute()
    {
        var shard = new SharedShard(0.8, seed: 1);
        shard.Run(Minute);
        shard.SetOthers(0);
        shard.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(1, shard.Pace.Factor);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Pace_OthersBeginWhereItHasAll_MakesRoomWithinASecond(double others)
    {
        var shard = new SharedShard(0, seed: 1);
        shard.Run(Minute);
        shard.SetOthers(others);
        shard.Run(TimeSpan.FromSeconds(10));
        // All at once they would be refused two fifths, until they have gone: it hears of it after a tenth of a second.
        Assert.InRange(shard.OthersThrottledShare, 0, 0.03);
    }

    private static int CountIn(ShardPace pace, int bytes, TimeSpan time)
    {
        var count = 0;
        for (var now = TimeSpan.Zero; now <= time;)
        {
            var wait = pace.WaitFor(bytes, now);
            if (wait > TimeSpan.Zero)
            {
                now += wait;
                continue;
            }
            pace.Take(bytes);
            count++;
        }
        return count;
    }
}
