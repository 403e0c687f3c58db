using System.Diagnostics;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Sql.Tests.Workers;

public sealed class WorkerPoolTests
{
    [Fact]
    public async Task Rent_SameTenantAgain_GetsItsWorkerBack_AnotherTenantNever()
    {
        await using var host = new SqlHost();
        var first = await RunAsync(host, "ann", "select 1");
        Assert.Equal(first, await RunAsync(host, "ann", "select 2"));
        var other = await RunAsync(host, "bob", "select 3");
        Assert.NotEqual(first, other);
        Assert.Equal([first, other], [await RunAsync(host, "ann", "select 4"), await RunAsync(host, "bob", "select 5")]);
    }

    [Fact]
    public async Task Rent_StatementThatFailed_LeavesItsWorkerUsable()
    {
        await using var host = new SqlHost();
        var first = await RunAsync(host, "ann", "select 1");
        await Assert.ThrowsAsync<PlatformException>(() => RunAsync(host, "ann", "select error('no')"));
        Assert.Equal(first, await RunAsync(host, "ann", "select 1"));
    }

    [Fact]
    public async Task Session_AfterOneThatFailedOnItsWay_AnswersItsOwnRowsOnly()
    {
        await using var host = new SqlHost();
        int first;
        await using (var lease = await host.Get<WorkerPool>().RentAsync("ann", default))
        {
            // Rows are sent in batches: when the failure comes, some are written and not sent.
            var run = await StartAsync(lease, "select case when x = 400000 then error('no') else 'secret' end from range(500000) t(x)");
            await Assert.ThrowsAsync<PlatformException>(async () =>
            {
                while (await run.ReadRowsAsync(default) is not null) { }
            });
            first = lease.Process.Id;
        }
        await using var next = await host.Get<WorkerPool>().RentAsync("ann", default);
        Assert.Equal(first, next.Process.Id);
        var second = await StartAsync(next, "select 7::bigint as a, 8::bigint as b");
        Assert.Equal([[7L, 8L]], await second.ReadRowsAsync(default));
        Assert.Null(await second.ReadRowsAsync(default));
        Assert.False(second.IsCut);
    }

    [Fact]
    public async Task Rent_AnswerNotReadToItsEnd_EndsTheWorker()
    {
        await using var host = new SqlHost();
        var first = await RunAsync(host, "ann", "select 1");
        await using (var lease = await host.Get<WorkerPool>().RentAsync("ann", default))
        {
            Assert.Equal(first, lease.Process.Id);
            await StartAsync(lease, "select * from range(1000000)");
        }
        Assert.NotEqual(first, await RunAsync(host, "ann", "select 1"));
        if (OperatingSystem.IsLinux()) Assert.False(Directory.Exists($"/proc/{first}"));
    }

    [Fact]
    public async Task Rent_Cancelled_EndsTheWorkerThoughNobodyReads()
    {
        await using var host = new SqlHost();
        using var stop = new CancellationTokenSource();
        await using var lease = await host.Get<WorkerPool>().RentAsync("ann", stop.Token);
        await StartAsync(lease, "select * from range(100000000)");
        using var process = Process.GetProcessById(lease.Process.Id);
        await stop.CancelAsync();
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData("WorkerUsesMax", "1")]
    [InlineData("WorkerIdleBytesMax", "1048576")]
    [InlineData("WorkerIdleTimeout", "00:00:00")]
    public async Task Rent_WorkerPastItsLimits_IsAnother(string option, string value)
    {
        await using var host = new SqlHost((option, value));
        Assert.NotEqual(await RunAsync(host, "ann", "select 1"), await RunAsync(host, "ann", "select 1"));
    }

    [Fact]
    public async Task Rent_WorkerThatHasGivenItsMemoryBack_IsTheSame()
    {
        if (!OperatingSystem.IsLinux()) return;
        const long limit = 256 << 20;
        await using var host = new SqlHost(("WorkerIdleBytesMax", $"{limit}"));
        int first;
        var most = 0L;
        await using (var lease = await host.Get<WorkerPool>().RentAsync("ann", default))
        {
            first = lease.Process.Id;
            const string sql = "select count(*) from (select distinct hash(x) from range(20000000) t(x))";
            var run = new WorkerRun(lease, new(sql), NullLogger.Instance) { Progressed = progress => most = Math.Max(most, progress.MemoryBytes) };
            await run.StartAsync(Plan(sql), [], default);
            await run.ReadColumnsAsync(default);
            while (await run.ReadRowsAsync(default) is not null) { }
        }
        Assert.InRange(most, limit + 1, 2L << 30);
        for (var look = 0; look < 6000 && ProcessMemory.ResidentBytes(first) > limit; look++) await Task.Delay(10);
        Assert.Equal(first, await RunAsync(host, "ann", "select 1"));
    }

    [Fact]
    public async Task Rent_StatementThatNeededTooMuchMemory_EndsItsWorker()
    {
        await using var host = new SqlHost(("WorkerMemoryBytesMax", "67108864"), ("WorkerTempBytesMax", "0"));
        var first = await RunAsync(host, "ann", "select 1");
        await Assert.ThrowsAsync<PlatformException>(() => RunAsync(host, "ann", "select count(*) from (select distinct hash(x) from range(10000000) t(x))"));
        Assert.NotEqual(first, await RunAsync(host, "ann", "select 1"));
    }

    [Fact]
    public async Task Session_AfterAnother_SeesNothingOfIt()
    {
        await using var host = new SqlHost();
        host.Streams.Create("secret", 1);
        host.Streams.Put("secret", "k", "1");
        var first = await RunAsync(host, "ann", "select 1");
        await using (var lease = await host.Get<WorkerPool>().RentAsync("ann", default))
        {
            var run = new WorkerRun(lease, new(""), NullLogger.Instance);
            await run.StartAsync(Plan("create table main.left_behind as select 1; select 1") with { Tables = [new("secret", [], null) { Live = 0 }], Live = [WorkerLive.None] }, [], default);
            await run.ReadColumnsAsync(default);
            while (await run.ReadRowsAsync(default) is not null) { }
        }
        foreach (var sql in new[] { "create table left_behind as select 1", "create temp table left_behind as select 1", "create macro left_behind() as 1", "set variable left_behind = 1", "prepare left_behind as select 1", "load json" })
        {
            try { Assert.Equal(first, await RunAsync(host, "ann", sql)); }
            catch (PlatformException) { }
        }
        foreach (var sql in new[] { "select * from secret", "select * from left_behind", "select left_behind()", "execute left_behind" })
            await Assert.ThrowsAsync<PlatformException>(() => RunAsync(host, "ann", sql));
        Assert.Equal(first, await RunAsync(host, "ann", "select case when getvariable('left_behind') is null then 1 else error('still there') end"));
    }

    [Fact]
    public async Task Rent_NoFolderCanBeMade_FailsAloneAndDoesNotHarmWhatRuns()
    {
        await using var host = new SqlHost(("SpareWorkers", "2"));
        var pool = host.Get<WorkerPool>();
        await using (var lease = await pool.RentAsync("ann", default))
        {
            // As on a disk that is full.
            Directory.Move(Path.Combine(host.Get<LocalFolder>().Path, "temp"), Path.Combine(host.Get<LocalFolder>().Path, "gone"));
            await File.WriteAllTextAsync(Path.Combine(host.Get<LocalFolder>().Path, "temp"), "");

            var failure = await Assert.ThrowsAsync<PlatformException>(() => pool.RentAsync("bob", default));
            Assert.Equal(FailureKind.Internal, failure.Kind);
            pool.Refill();
            // What it gives back refills, too.
        }
    }

    [Fact]
    public async Task Spare_ThatMayWriteNothing_StartsAndAnswers()
    {
        await using var host = new SqlHost(("SpareWorkers", "1"), ("WorkerTempBytesMax", "0"));
        var pool = host.Get<WorkerPool>();
        pool.Refill();
        await using var lease = await pool.RentAsync("ann", default);
        // What it rehearses with is gone when it is ready.
        await lease.Process.Ready;
        Assert.Empty(Directory.EnumerateFileSystemEntries(lease.Process.Folder.SpillPath));
        var run = await StartAsync(lease, "select 7::bigint as a");
        Assert.Equal([[7L]], await run.ReadRowsAsync(default));
    }

    /// <returns>The worker's process id.</returns>
    private static async Task<int> RunAsync(SqlHost host, string tenant, string sql)
    {
        await using var lease = await host.Get<WorkerPool>().RentAsync(tenant, default);
        var run = await StartAsync(lease, sql);
        while (await run.ReadRowsAsync(default) is not null) { }
        return lease.Process.Id;
    }

    private static async Task<WorkerRun> StartAsync(WorkerLease lease, string sql)
    {
        var run = new WorkerRun(lease, new(sql), NullLogger.Instance);
        await run.StartAsync(Plan(sql), [], default);
        await run.ReadColumnsAsync(default);
        return run;
    }

    private static WorkerPlan Plan(string sql) => new(sql, [], null, TimeSpan.FromMinutes(5), IsPrepareOnly: false);
}
