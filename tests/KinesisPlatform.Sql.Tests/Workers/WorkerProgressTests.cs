using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Sql.Tests.Workers;

public sealed class WorkerProgressTests
{
    [Fact]
    public async Task Worker_QueryThatRunsOn_ReportsHowFarItIs()
    {
        await using var host = new SqlHost(("WorkerThreads", "1"));
        await using var lease = await host.Get<WorkerPool>().RentAsync("", default);
        var run = new WorkerRun(lease, new("select count(*) from range(100000000000) t(x) where hash(x) = 1"), NullLogger.Instance);
        var second = new TaskCompletionSource<WorkerProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkerProgress? first = null;
        run.Progressed = progress =>
        {
            if (first is not null) second.TrySetResult(progress);
            first ??= progress;
        };
        await run.StartAsync(Plan("select count(*) from range(100000000000) t(x) where hash(x) = 1"), [], default);
        using var stop = new CancellationTokenSource();
        var columns = run.ReadColumnsAsync(stop.Token);

        var seen = await second.Task.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.InRange(seen.Percent!.Value, 0, 1);
        Assert.Equal(0, seen.RowCount);
        if (OperatingSystem.IsLinux()) Assert.InRange(seen.MemoryBytes, 10 << 20, 2L << 30);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => columns);
    }

    [Fact]
    public void Progress_Unknown_ComesBackAsNone() =>
        Assert.Equal(new WorkerProgress(null, 7, 8), WorkerProgress.Decode(new WorkerProgress(-1, 7, 8).Encode()));

    private static WorkerPlan Plan(string sql) => new(sql, [], null, TimeSpan.FromMinutes(5), IsPrepareOnly: false);
}
