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
    public void Pace_Throttled_SlowsDownAndRecovers()
    {
        var pace = new ShardPace(1);
        pace.SlowDownAt(TimeSpan.Zero);
        pace.SlowDownAt(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0.7, pace.Factor, 3);
        Assert.InRange(pace.WaitFor(1, TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));

        pace.WaitFor(1, TimeSpan.FromSeconds(20));

        Assert.Equal(1, pace.Factor, 3);
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
