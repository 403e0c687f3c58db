using Amazon.Kinesis.Model;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class ShardBudgetTests
{
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();
    private static readonly ShardId Second = new("shardId-000000000001");

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Read_ByOneFarBehind_KeepsToTheBudget(double callsPerSecond)
    {
        var world = new Virtual(options: new() { GetRecordsPerShardPerSecond = callsPerSecond });
        world.Kinesis.RecordsPerReadMax = 1;
        for (byte i = 0; i < 5; i++) world.Put(i);

        await world.RunAsync(() => ReadAsync(world, Virtual.First, 5));

        AssertApart(CallsOf(world), TimeSpan.FromSeconds(1 / callsPerSecond));
    }

    [Fact]
    public async Task Read_ByThreeAtOnce_TogetherKeepToTheBudgetInTurns()
    {
        var world = new Virtual();
        world.Kinesis.RecordsPerReadMax = 1;
        for (byte i = 0; i < 4; i++) world.Put(i);
        var finished = new List<DateTimeOffset>();

        await world.RunAsync(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
            {
                await ReadAsync(world, Virtual.First, 4);
                finished.Add(world.Time.GetUtcNow());
            }));
            return 0;
        });

        Assert.Equal(12, CallsOf(world).Count);
        AssertApart(CallsOf(world), TimeSpan.FromSeconds(1));
        // In turns: the one that began first is done a turn and its head start before the others, not after its own four calls.
        Assert.True(finished.Max() - finished.Min() <= TimeSpan.FromSeconds(4.2));
    }

    [Fact]
    public async Task Read_ReaderStartsAnew_WaitsForItsTurn()
    {
        var world = new Virtual();
        world.Put(1);

        await world.RunAsync(async () => await ReadAsync(world, Virtual.First, 1) + await ReadAsync(world, Virtual.First, 1));

        AssertApart(CallsOf(world), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Read_LargeAnswers_KeepToTheBytesOfTheShard()
    {
        var world = new Virtual(options: new() { GetRecordsPerShardPerSecond = 5, ReadBytesPerShardPerSecond = 2_000_000 });
        world.Kinesis.RecordsPerReadMax = 4;
        for (var i = 0; i < 12; i++) world.Kinesis.Put("flights", "key", new byte[1_000_000]);

        await world.RunAsync(() => ReadAsync(world, Virtual.First, 12));

        Assert.Equal(3, CallsOf(world).Count);
        AssertApart(CallsOf(world), TimeSpan.FromSeconds(2));
        Assert.True(CallsOf(world)[^1] - CallsOf(world)[0] < TimeSpan.FromSeconds(4.2));
    }

    [Fact]
    public async Task Read_ShardIsThrottled_ItsReadersPauseAndOtherShardsGoOn()
    {
        var world = new Virtual(shardCount: 2, options: new() { GetRecordsPerShardPerSecond = 5, BackoffFirst = TimeSpan.FromSeconds(4), BackoffMax = TimeSpan.FromSeconds(4) });
        var half = UInt128.MaxValue / 2;
        world.Kinesis.RecordsPerReadMax = 1;
        for (byte i = 0; i < 10; i++) world.Kinesis.Put("flights", "key", [i], $"{half + 10}");
        world.Kinesis.Put("flights", "key", [1], "1");
        var start = world.Time.GetUtcNow();
        var (first, second) = (default(DateTimeOffset), default(DateTimeOffset));

        await world.RunAsync(async () =>
        {
            world.Kinesis.FailNext("GetRecords", new ProvisionedThroughputExceededException("slow down"));
            // The first to call is throttled; the other reader of the same shard must hear of it.
            await Task.WhenAll(Stamp(Virtual.First, 1, t => first = t), Stamp(Virtual.First, 1, t => first = t), Stamp(Second, 10, t => second = t));
            return 0;
        });

        Assert.True(second - start < TimeSpan.FromSeconds(2.2), $"The other shard took {second - start}.");
        Assert.True(first - start >= TimeSpan.FromSeconds(2), $"The throttled shard was called again after {first - start}.");
        var firstShardCalls = CallsOf(world).Where(t => t - start is var since && since > TimeSpan.Zero && since < TimeSpan.FromSeconds(1.9)).ToList();
        AssertApart(firstShardCalls, TimeSpan.FromSeconds(0.2));

        async Task Stamp(ShardId shard, int count, Action<DateTimeOffset> done)
        {
            await ReadAsync(world, shard, count);
            done(world.Time.GetUtcNow());
        }
    }

    [Fact]
    public async Task Wait_IsCancelled_GivesItsTurnBack()
    {
        var time = new FakeTimeProvider();
        var budget = new ShardBudget(TimeSpan.FromSeconds(1), 2_000_000, time);
        await budget.WaitAsync(default);
        for (var i = 0; i < 10; i++)
        {
            using var stop = new CancellationTokenSource();
            var waiting = budget.WaitAsync(stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        var next = budget.WaitAsync(default);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void Join_ManyShardsThatAreReadNoMore_AreForgotten()
    {
        var time = new FakeTimeProvider();
        var budgets = new ShardBudgets(new(), time);
        for (var i = 0; i < 10_000; i++)
        {
            budgets.Join(Virtual.Stream, new($"shardId-{i:D12}")).Dispose();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(budgets.Count, 1, 128);
    }

    private static async Task<int> ReadAsync(Virtual world, ShardId shard, int recordCount)
    {
        var count = 0;
        await foreach (var batch in world.Reader.ReadAsync(Virtual.Stream, shard, Horizon, default))
        {
            using (batch) count += batch.Records.Count;
            if (count >= recordCount) break;
        }
        return count;
    }

    private static List<DateTimeOffset> CallsOf(Virtual world) => [.. world.Kinesis.Calls.Where(c => c.Operation == "GetRecords").Select(c => c.At)];

    private static void AssertApart(List<DateTimeOffset> times, TimeSpan interval)
    {
        for (var i = 1; i < times.Count; i++) Assert.True(times[i] - times[i - 1] >= interval, $"Call {i} came {times[i] - times[i - 1]} after the one before.");
    }
}
