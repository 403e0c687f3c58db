using KinesisPlatform.Archiver.Buffering;

namespace KinesisPlatform.Archiver.Tests;

public sealed class BufferBudgetTests
{
    private readonly BufferBudget _budget = new(100);

    [Fact]
    public async Task Take_NoRoom_WaitsUntilSomeIsGivenBack()
    {
        var share = _budget.Open();
        var first = await share.TakeAsync(60, default);
        var second = share.TakeAsync(60, default);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
        Assert.Equal(0, _budget.UsedBytes);
    }

    [Fact]
    public async Task Take_SmallBehindLarge_DoesNotOvertake()
    {
        var share = _budget.Open();
        var first = await share.TakeAsync(90, default);
        var large = share.TakeAsync(50, default);
        var small = share.TakeAsync(5, default);
        Assert.False(small.IsCompleted);

        first.Dispose();

        await large;
        await small;
        Assert.Equal(55, _budget.UsedBytes);
    }

    [Fact]
    public async Task Take_MoreThanTheWhole_GetsItAlone()
    {
        var share = _budget.Open();
        var huge = await share.TakeAsync(500, default);
        var next = share.TakeAsync(1, default);
        Assert.False(next.IsCompleted);

        huge.Dispose();
        await next;
    }

    [Fact]
    public async Task Take_Cancelled_LeavesTheQueueToTheNext()
    {
        var share = _budget.Open();
        var first = await share.TakeAsync(60, default);
        using var stop = new CancellationTokenSource();
        var large = share.TakeAsync(90, stop.Token);
        var small = share.TakeAsync(10, default);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(70, _budget.UsedBytes);
        first.Dispose();
        Assert.Equal(10, _budget.UsedBytes);
    }

    [Fact]
    public async Task Correct_ReadBroughtLess_GivesTheRestToThoseThatWait()
    {
        var share = _budget.Open();
        var first = await share.TakeAsync(100, default);
        var second = share.TakeAsync(50, default);

        first.Correct(40);

        await second;
        first.Dispose();
        first.Dispose();
        Assert.Equal(50, _budget.UsedBytes);
    }

    [Fact]
    public async Task IsAskedFor_SomeoneWaits_IsAskedOfTheLargestBuffer()
    {
        var (large, small) = (_budget.Open(), _budget.Open());
        (large.BufferedBytes, small.BufferedBytes) = (60, 40);
        await small.TakeAsync(100, default);
        Assert.False(large.IsAskedFor);

        _ = small.TakeAsync(1, default);

        Assert.Equal((true, false), (large.IsAskedFor, small.IsAskedFor));
    }

    [Fact]
    public async Task Run_BufferLargerThanTheBudget_CommitsEarlyAndLosesNothing()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        // Room for one first read, and a little.
        harness.Budget = new(BatchSize.MemoryBytesMax + (1 << 20));
        var shards = Enumerable.Range(0, 4).Select(i => harness.Kinesis.AddShard(i)).ToList();
        var records = Enumerable.Range(0, 40).Select(i => $"record-{i}-{new string('x', 1 << 20)}").ToList();
        harness.Start();

        for (var i = 0; i < records.Count; i++)
        {
            harness.Kinesis.Put(shards[i % 4], records[i]);
            await harness.RunForAsync(TimeSpan.FromMilliseconds(400));
        }
        await harness.RunUntilArchivedAsync(20);

        Assert.True(harness.Budget.UsedBytes <= BatchSize.MemoryBytesMax * 2);
        Assert.True(harness.Announced.Count > 1);
        var archived = (await harness.ArchivedAsync()).Select(line => line.Split(' ')[2]).ToList();
        Assert.Equal(archived.Count, archived.Distinct().Count());
        await harness.StopAllAsync();
        Assert.Equal(0, harness.Budget.UsedBytes);
    }
}
