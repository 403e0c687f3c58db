using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Sql.Workers.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Sql.Tests.Workers;

/// <summary>Statements that share a worker's instance, as they would be if the gate let everything pass.</summary>
public sealed class WorkerInstanceTests : IAsyncDisposable
{
    private readonly SqlHost _host = new();

    [Fact]
    public async Task Statements_MoreThanOneInstanceTakes_AreAllAnsweredByTheWorker()
    {
        var processes = new HashSet<int>();
        for (var i = 0; i < 70; i++)
        {
            await using var lease = await RentAsync();
            processes.Add(lease.Process.Id);
            Assert.Equal([[(long)i, "UTC"]], await RunAsync(lease, $"SELECT {i}::bigint, current_setting('TimeZone')"));
        }
        Assert.Single(processes);
    }

    [Theory]
    [InlineData("SET memory_limit = '64GB'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("SET temp_directory = '/tmp'")]
    [InlineData("SET threads = 8")]
    [InlineData("SET max_expression_depth = 100000")]
    [InlineData("RESET lock_configuration")]
    [InlineData("SET SESSION progress_bar_time = 10")]
    public async Task Setting_IsLockedForTheFirstStatementAndForTheNext(string set)
    {
        for (var i = 0; i < 2; i++)
        {
            var failure = await FailAsync(set);
            Assert.Contains("locked", failure.Message, StringComparison.Ordinal);
            await RunAsync("SELECT 1");
        }
    }

    [Fact]
    public async Task Table_OfAStatement_IsNotThereForTheNext()
    {
        var table = new WorkerTable("t", [], null) { Rows = new("""[{"a":"VARCHAR"}]""", """[{"a":"secret"}]""") };
        Assert.Equal([["secret"]], await RunAsync("SELECT a FROM t", plan => plan with { Tables = [table] }));

        Assert.Contains("t does not exist", (await FailAsync("SELECT a FROM t")).Message, StringComparison.Ordinal);
        Assert.Equal([[0L]], await RunAsync("SELECT count(*) FROM (SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal)"));
    }

    [Fact]
    public async Task Type_OfAPivot_IsNotThereForTheNext()
    {
        await RunAsync("PIVOT (SELECT 'secret' AS k, 1 AS v) ON k USING sum(v)");

        Assert.Equal([[0L]], await RunAsync("SELECT count(*) FROM duckdb_types() WHERE NOT internal"));
    }

    [Fact]
    public async Task Setup_AfterOtherStatements_RunsInAnInstanceOfItsOwn()
    {
        await RunAsync("SELECT 1");
        Assert.Equal([[7L]], await RunAsync("SELECT n FROM x", plan => plan with { Setup = ["CREATE TABLE x AS SELECT 7::bigint AS n", "SET memory_limit = '100MB'"] }));

        Assert.Contains("x does not exist", (await FailAsync("SELECT n FROM x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfTheCache_IsRefusedByTheSettings()
    {
        var file = Write();

        Assert.Contains("Permission Error", (await FailAsync($"SELECT * FROM read_csv('{file}')")).Message, StringComparison.Ordinal);
        Assert.Contains("Permission Error", (await FailAsync($"COPY (SELECT 1) TO '{file}'")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfAnotherStatement_IsRefusedByTheKernel()
    {
        if (!OperatingSystem.IsLinux() || FileRules.Version == 0) return;
        var file = Write();
        await using var lease = await RentAsync();
        var link = lease.Process.Folder.Link(file);
        var run = new WorkerRun(lease, new(""), NullLogger.Instance);
        // The settings allow it: it is where a statement's files are.
        await run.StartAsync(Plan($"SELECT * FROM read_csv('{link}')"), [], default);

        Assert.Equal(FailureKind.Internal, (await Assert.ThrowsAsync<PlatformException>(() => run.ReadColumnsAsync(default))).Kind);
    }

    [Fact]
    public async Task Links_GoWithTheStatement_AndTheFolderWithTheWorker()
    {
        string folder;
        await using (var lease = await RentAsync())
        {
            folder = lease.Process.Folder.FilesPath;
            lease.Process.Folder.Link(Write());
            await RunAsync(lease, "SELECT 1");
            Assert.Single(Directory.EnumerateFiles(folder));
        }
        Assert.Empty(Directory.EnumerateFiles(folder));
        await _host.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private string Write()
    {
        var file = Path.Combine(_host.Get<LocalFolder>().Path, "x.csv");
        File.WriteAllText(file, "secret\n7\n");
        return file;
    }

    private Task<WorkerLease> RentAsync() => _host.Get<WorkerPool>().RentAsync("ann", default);

    private async Task<PlatformException> FailAsync(string sql) => await Assert.ThrowsAsync<PlatformException>(() => RunAsync(sql));

    private async Task<IReadOnlyList<object?[]>> RunAsync(string sql, Func<WorkerPlan, WorkerPlan>? change = null)
    {
        await using var lease = await RentAsync();
        return await RunAsync(lease, sql, change);
    }

    private static async Task<IReadOnlyList<object?[]>> RunAsync(WorkerLease lease, string sql, Func<WorkerPlan, WorkerPlan>? change = null)
    {
        var run = new WorkerRun(lease, new(sql), NullLogger.Instance);
        await run.StartAsync(change is null ? Plan(sql) : change(Plan(sql)), [], default);
        await run.ReadColumnsAsync(default);
        var all = new List<object?[]>();
        while (await run.ReadRowsAsync(default) is { } rows) all.AddRange(rows);
        return all;
    }

    private static WorkerPlan Plan(string sql) => new(sql, [], null, TimeSpan.FromSeconds(20), IsPrepareOnly: false);
}
