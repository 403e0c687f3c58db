using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Sql.Workers.Child;
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
    public void Setting_IsLockedForTheFirstStatementAndForTheNext(string set) => WithLocked(connection =>
        Assert.Contains("locked", Assert.Throws<DuckDbException>(() => connection.Execute(set)).Message, StringComparison.Ordinal));

    [Fact]
    public void File_OfTheCache_IsRefusedByTheSettings()
    {
        var file = Write();
        WithLocked(connection =>
        {
            foreach (var sql in new[] { $"SELECT * FROM read_csv('{file}')", $"COPY (SELECT 1) TO '{file}'", $"ATTACH '{file}'" })
                Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => connection.Execute(sql)).Message, StringComparison.Ordinal);
        });
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

    [Theory]
    [InlineData("CREATE TABLE x AS SELECT 1")]
    [InlineData("CREATE TEMP VIEW x AS SELECT 1")]
    [InlineData("SET memory_limit = '64GB'")]
    [InlineData("PREPARE x AS SELECT 1")]
    public async Task Statement_ThatIsNoSelect_IsRefused(string sql) => Assert.Contains("is not allowed", (await FailAsync(sql)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Table_MadeBeforeASelect_IsNotThereForTheNext()
    {
        await RunAsync("CREATE TABLE x AS SELECT 1; SELECT 1");

        Assert.Contains("x does not exist", (await FailAsync("SELECT * FROM x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_AfterOtherStatements_RunsInAnInstanceOfItsOwn()
    {
        await RunAsync("SELECT 1");
        Assert.Equal([[7L]], await RunAsync("SELECT n FROM x", plan => plan with { Setup = ["CREATE TABLE x AS SELECT 7::bigint AS n", "SET memory_limit = '100MB'"] }));

        Assert.Contains("x does not exist", (await FailAsync("SELECT n FROM x")).Message, StringComparison.Ordinal);
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

    // Without the process around it.
    private void WithLocked(Action<DuckDbConnection> test)
    {
        var folder = _host.Get<LocalFolder>();
        using var own = new WorkerFolder(folder.CreateTemporary());
        using var instance = WorkerInstance.Open(WorkerSettings.Of(new(), folder, own, rehearses: false));
        for (var i = 0; i < 2; i++)
        {
            using var connection = instance.Take(Plan("SELECT 1"));
            instance.Lock(connection);
            test(connection);
        }
    }

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
