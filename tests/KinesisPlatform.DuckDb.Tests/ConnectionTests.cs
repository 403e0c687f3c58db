using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.DuckDb.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection _connection;

    public ConnectionTests() => _connection = _database.Connect();

    [Fact]
    public void Library_IsTheOneThatNpmPins() => Assert.StartsWith("v1.5.5", DuckDbDatabase.LibraryVersion, StringComparison.Ordinal);

    [Fact]
    public void Query_SeveralStatements_RunsAllAndReturnsTheLast() =>
        Assert.Equal(42L, _connection.Scalar("CREATE TABLE t(i bigint); INSERT INTO t VALUES (40), (2); SELECT sum(i)::bigint FROM t WHERE i <> $1", [0]));

    [Fact]
    public void Execute_ThreadsAreLent_RunsOnThemAndStartsNone()
    {
        using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "2", ["external_threads"] = "2" });
        using var connection = database.Connect();
        var threads = new HashSet<int>();
        connection.Register(new ThreadFunction(threads));
        using var tasks = database.Lend();
        var lent = new Thread(tasks.Run);
        lent.Start();

        // Many row groups, so that each thread finds some.
        connection.Execute("CREATE TABLE t AS SELECT range AS i FROM range(5_000_000); SELECT max(thread_of(i)) FROM t");
        tasks.Finish();

        Assert.True(lent.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(new[] { Environment.CurrentManagedThreadId, lent.ManagedThreadId }.Order(), threads.Order());
    }

    [Fact]
    public void Execute_Insert_CountsRows() => Assert.Equal(5, _connection.Execute("CREATE TABLE t AS SELECT 1 i; INSERT INTO t SELECT * FROM range(5)"));

    [Fact]
    public void Scalar_NoRows_IsNull() => Assert.Null(_connection.Scalar("SELECT 1 WHERE false"));

    [Fact]
    public void Prepare_NamedParameter_BindsAndRunsAgain()
    {
        using var statement = _connection.Prepare("SELECT $n + 1");
        foreach (var n in new[] { 1, 41 })
        {
            statement.Bind("n", n);
            using var result = statement.Execute();
            Assert.True(result.ReadChunk());
            Assert.Equal(n + 1, result.GetValue(0, 0));
        }
        Assert.Equal(1, statement.ParameterCount);
        Assert.Equal(DuckDbStatementKind.Select, statement.Kind);
        Assert.Throws<DuckDbException>(() => statement.Bind("m", 1));
        Assert.Throws<DuckDbException>(() => statement.Bind(2, 1));
    }

    [Theory]
    [InlineData("SELECT 1 FORM x y", DuckDbErrorKind.Parser, 14)]
    [InlineData("SELECT 1,\n  nope FROM range(3)", DuckDbErrorKind.Binder, 12)]
    [InlineData("SELECT * FROM nothing_here", DuckDbErrorKind.Catalog, 14)]
    [InlineData("SELECT nofunction(1)", DuckDbErrorKind.Catalog, 7)]
    [InlineData("", DuckDbErrorKind.Parser, 0)]
    [InlineData("SELECT 1 \0, 2", DuckDbErrorKind.Parser, 9)]
    public void Query_Wrong_SaysWhatAndWhere(string sql, DuckDbErrorKind kind, int? position)
    {
        var exception = Assert.Throws<DuckDbException>(() => _connection.Query(sql));

        Assert.Equal(kind, exception.Kind);
        Assert.Equal(position, exception.Position);
    }

    [Fact]
    public void Query_WrongFarIntoALongLine_FindsThePosition()
    {
        var before = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"{i} AS column{i}"));
        var sql = $"SELECT {before}, nope, {before.Replace("column", "more", StringComparison.Ordinal)} FROM range(3)";

        var exception = Assert.Throws<DuckDbException>(() => _connection.Query(sql));

        Assert.Equal(sql.IndexOf("nope", StringComparison.Ordinal), exception.Position);
    }

    [Fact]
    public void Query_FailsWhileRunning_ThrowsFromExecuteOrRead()
    {
        var exception = Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT CASE WHEN i = 9000 THEN 'x' ELSE '1' END::int FROM range(10000) t(i)"));
        Assert.Equal(DuckDbErrorKind.Conversion, exception.Kind);
        Assert.Equal(1, _connection.Scalar("SELECT 1"));
    }

    [Fact]
    public void Open_UnknownSetting_IsRefused() =>
        Assert.Contains("no_such_setting", Assert.Throws<DuckDbException>(() => DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["no_such_setting"] = "1" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_FolderThatIsNotThere_IsAnIOError() =>
        Assert.Equal(DuckDbErrorKind.IO, Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open("/nowhere/at/all.db")).Kind);

    [Fact]
    public async Task Query_CancelledWhileRunning_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(50));
        var run = Task.Run(() => _connection.Execute("SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) = 1", cancellation.Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromMinutes(3)));
        Assert.Equal(1, _connection.Scalar("SELECT 1"));
    }

    [Fact]
    public async Task Interrupt_FromAnotherThread_StopsOnlyThisConnection()
    {
        using var other = _database.Connect();
        _connection.Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0");
        var run = Task.Run(() => _connection.Execute("SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) = 1"));
        while (_connection.Progress.RowCountTotal == 0 && !run.IsCompleted) await Task.Yield();

        _connection.Interrupt();

        var exception = await Assert.ThrowsAsync<DuckDbException>(() => run.WaitAsync(TimeSpan.FromMinutes(3)));
        Assert.Equal(DuckDbErrorKind.Interrupt, exception.Kind);
        Assert.Equal(1, other.Scalar("SELECT 1"));
    }

    [Fact]
    public void Query_CancelledBefore_DoesNotRun()
    {
        Assert.Throws<OperationCanceledException>(() => _connection.Execute("CREATE TABLE never(i int)", new CancellationToken(canceled: true)));
        Assert.Equal(0L, _connection.Scalar("SELECT count(*) FROM duckdb_tables()"));
    }

    [Fact]
    public void Dispose_OfDatabaseBeforeResult_LeavesTheResultReadable()
    {
        var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        using var result = connection.Query("SELECT * FROM range(5000)");
        connection.Dispose();
        database.Dispose();
        connection.Interrupt();

        var count = 0;
        while (result.ReadChunk()) count += result.RowCount;

        Assert.Equal(5000, count);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private sealed class ThreadFunction(HashSet<int> threads) : ScalarFunction("thread_of", [DuckDbTypeId.BigInt], DuckDbType.Of(DuckDbTypeId.BigInt))
    {
        public override void Invoke(IReadOnlyList<DuckDbVector> arguments, ResultVector result, int rowCount)
        {
            lock (threads) threads.Add(Environment.CurrentManagedThreadId);
            for (var row = 0; row < rowCount; row++) result.Set(row, 1L);
        }
    }
}
