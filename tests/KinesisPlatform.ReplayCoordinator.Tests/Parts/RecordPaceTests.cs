using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Parts;

public sealed class RecordPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Take_KeepsTheRate()
    {
        var pace = new RecordPace(_time) { RecordsPerSecond = 20 };
        var start = _time.GetUtcNow();
        for (var i = 0; i < 50; i++) await TakeAsync(pace, 2);
        // 100 records at 20 a second; the first chunk goes at once.
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 4.8, 5);
    }

    [Fact]
    public async Task Take_AfterAPause_CatchesUpASecondAtMost()
    {
        var pace = new RecordPace(_time) { RecordsPerSecond = 10 };
        _time.Advance(TimeSpan.FromHours(1));
        var start = _time.GetUtcNow();
        for (var i = 0; i < 30; i++) await TakeAsync(pace, 1);
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 1.8, 2);
    }

    [Fact]
    public void NoRate_NeverWaits() => Assert.True(new RecordPace(_time).TakeAsync(1_000_000, default).IsCompletedSuccessfully);

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(100, 10)]
    [InlineData(1e9, 500)]
    [InlineData(double.PositiveInfinity, 500)]
    public void Chunk_IsATenthOfASecond(double rate, int expected) => Assert.Equal(expected, new RecordPace(_time) { RecordsPerSecond = rate }.ChunkRecordsMax(500));

    // Off the test's synchronization context the pace goes on inside Advance: the clock never runs ahead of it, however busy the machine is.
    private Task TakeAsync(RecordPace pace, int count) => Task.Run(async () =>
    {
        var taken = pace.TakeAsync(count, default);
        while (!taken.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(10));
        await taken;
    });
}
