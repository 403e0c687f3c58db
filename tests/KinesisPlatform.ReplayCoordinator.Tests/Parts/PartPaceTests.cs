using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Parts;

public sealed class PartPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Take_KeepsTheRate()
    {
        var pace = new PartPace(_time) { RecordsPerSecond = 20 };
        var start = _time.GetUtcNow();
        for (var i = 0; i < 50; i++) await TakeAsync(pace, 2);
        // 100 records at 20 a second; the first chunk goes at once.
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 4.8, 5);
    }

    [Fact]
    public async Task Take_AfterAPause_CatchesUpASecondAtMost()
    {
        var pace = new PartPace(_time) { RecordsPerSecond = 10 };
        _time.Advance(TimeSpan.FromHours(1));
        var start = _time.GetUtcNow();
        for (var i = 0; i < 30; i++) await TakeAsync(pace, 1);
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 1.8, 2);
    }

    [Fact]
    public async Task Take_WhosePutsAreSlow_KeepsTheRateInLargerChunks()
    {
        var pace = new PartPace(_time) { RecordsPerSecond = 100 };
        var (start, sent) = (_time.GetUtcNow(), 0);
        while (sent < 1000)
        {
            var count = pace.ChunkRecordsMax(500);
            await TakeAsync(pace, count);
            sent += count;
            // Four times as long as the chunk is worth to begin with.
            _time.Advance(TimeSpan.FromSeconds(0.4));
        }
        Assert.InRange(sent / (_time.GetUtcNow() - start).TotalSeconds, 95, 101);
    }

    [Fact]
    public async Task Take_OfLessThanAMillisecond_WaitsAndDoesNotSpin()
    {
        var pace = new PartPace(_time) { RecordsPerSecond = 5000 };
        await TakeAsync(pace, 1);
        var taken = pace.TakeAsync(1, 0, _time.GetUtcNow(), default);
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await taken;
    }

    [Fact]
    public async Task Take_KeepsTheBytes()
    {
        var pace = new PartPace(_time) { BytesPerSecond = 2000, RecordsPerSecond = 1000 };
        var start = _time.GetUtcNow();
        for (var i = 0; i < 50; i++) await TakeAsync(pace, 2);
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 4.8, 5);
    }

    // Off the test's synchronization context, as below.
    [Fact]
    public Task Take_WhoseRateIsRaisedWhileItWaits_GoesOnAtOnce() => Task.Run(async () =>
    {
        var pace = new PartPace(_time) { RecordsPerSecond = 0.001 };
        await pace.TakeAsync(1, 100, Start, default);
        var waiting = pace.TakeAsync(1, 100, Start, default);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        pace.RecordsPerSecond = 1000;
        var start = _time.GetUtcNow();
        while (!waiting.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(10));
        await waiting;
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 0, 1);
    });

    [Fact]
    public async Task Take_BySpacing_WaitsForTheRecordsTime()
    {
        var pace = new PartPace(_time);
        pace.Space(new(_time.GetUtcNow(), Start), speed: 10);
        var start = _time.GetUtcNow();
        await TakeAsync(pace, 1, Start);
        Assert.Equal(start, _time.GetUtcNow());
        await TakeAsync(pace, 1, Start.AddSeconds(20));
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 2, 2.1);
        Assert.True(pace.GoesWith(Start, Start.AddSeconds(1)));
        Assert.False(pace.GoesWith(Start, Start.AddSeconds(2)));
        Assert.InRange(pace.Late(Start)!.Value.TotalSeconds, 2, 2.1);
    }

    [Fact]
    public void NoRate_NeverWaits() => Assert.True(new PartPace(_time).TakeAsync(1_000_000, 1, Start, default).IsCompletedSuccessfully);

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(100, 10)]
    [InlineData(1e9, 500)]
    [InlineData(double.PositiveInfinity, 500)]
    public void Chunk_IsATenthOfASecond(double rate, int expected) => Assert.Equal(expected, new PartPace(_time) { RecordsPerSecond = rate }.ChunkRecordsMax(500));

    // Off the test's synchronization context the pace goes on inside Advance: the clock never runs ahead of it, however busy the machine is.
    private Task TakeAsync(PartPace pace, int count, DateTimeOffset arrivedAt = default) => Task.Run(async () =>
    {
        var taken = pace.TakeAsync(count, count * 100, arrivedAt, default);
        while (!taken.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(10));
        await taken;
    });
}
