using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Queries;

public sealed class QueryRegistryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void List_NewestFirst_WithStateProgressAndElapsed()
    {
        var registry = Registry();
        var first = registry.Begin(new("select 1") { Client = QueryClient.Http });
        _time.Advance(TimeSpan.FromSeconds(2));
        var second = registry.Begin(new("select 2"));
        first.Enter(QueryState.Running);
        first.Report(new(null, 0, 5));
        Assert.Null(registry.Find(first.Id, StreamAccess.Everything)!.Percent);
        first.Report(new WorkerProgress(40, 0, 7));
        first.Report(new(12.5, 0, 6));
        first.AddRows(3);
        first.AddFetched(1000);

        var list = registry.List(StreamAccess.Everything);

        Assert.Equal([second.Id, first.Id], list.Select(query => query.Id));
        Assert.Equal(
            (QueryClient.Http, "select 1", QueryState.Running, TimeSpan.FromSeconds(2), 40, 3, 1000, 6, null),
            (list[1].Client, list[1].Sql, list[1].State, list[1].Elapsed, list[1].Percent, list[1].RowCount, list[1].FetchedBytes, list[1].MemoryBytes, list[1].Error));
        Assert.Equal(QueryState.Queued, list[0].State);
    }

    [Fact]
    public void End_IsFinal_AndStopsTheClock()
    {
        var registry = Registry();
        var query = registry.Begin(new("select 1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        query.End(QueryState.Failed, "why");
        _time.Advance(TimeSpan.FromSeconds(1));
        query.End(QueryState.Finished);
        query.Enter(QueryState.Running);

        var info = registry.Find(query.Id, StreamAccess.Everything)!;
        Assert.Equal((QueryState.Failed, "why", TimeSpan.FromSeconds(1)), (info.State, info.Error, info.Elapsed));
        Assert.False(registry.Cancel(query.Id, StreamAccess.Everything));
    }

    [Fact]
    public void Ended_MoreThanAreKept_TheOldestGoAndRunningOnesStay()
    {
        var registry = Registry(count: 2);
        var running = registry.Begin(new("select 0"));
        var ended = Enumerable.Range(1, 4).Select(i => registry.Begin(new($"select {i}"))).ToList();
        foreach (var query in ended) query.End(QueryState.Finished);

        Assert.Equal(new[] { running.Id, ended[2].Id, ended[3].Id }.ToHashSet(), registry.List(StreamAccess.Everything).Select(query => query.Id).ToHashSet());
        Assert.Null(registry.Find(ended[0].Id, StreamAccess.Everything));
    }

    [Fact]
    public void Ended_OlderThanAreKept_Go()
    {
        var registry = Registry();
        var query = registry.Begin(new("select 1"));
        _time.Advance(TimeSpan.FromHours(2));
        query.End(QueryState.Finished);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(registry.Find(query.Id, StreamAccess.Everything));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(registry.Find(query.Id, StreamAccess.Everything));
        Assert.Empty(registry.List(StreamAccess.Everything));
    }

    [Fact]
    public void Queries_OfAnotherKey_DoNotExistForIt_UnlessItAdministers()
    {
        var options = new AccessOptions
        {
            Keys = { Key("a"), Key("b"), Key("admin", mayAdminister: true) },
        };
        using var keys = new AccessKeys(Options.Create(options), _time);
        var registry = Registry();
        var query = registry.Begin(new("select 1") { Access = keys.Find("a")! });

        Assert.Empty(registry.List(keys.Find("b")!));
        Assert.Null(registry.Find(query.Id, keys.Find("b")!));
        Assert.False(registry.Cancel(query.Id, keys.Find("b")!));
        Assert.False(query.Cancelled.IsCancellationRequested);
        Assert.Equal("a", Assert.Single(registry.List(keys.Find("a")!)).Owner);
        Assert.Single(registry.List(keys.Find("admin")!));
        Assert.True(registry.Cancel(query.Id, keys.Find("admin")!));
        Assert.True(query.Cancelled.IsCancellationRequested);

        static AccessKeyOptions Key(string id, bool mayAdminister = false) => new() { Id = id, MayAdminister = mayAdminister, Verifier = ScramVerifier.Create("any").ToString() };
    }

    [Fact]
    public void Begin_LongText_KeepsItsBeginning() =>
        Assert.Equal(10_000, Registry().Begin(new(new string('x', 60_000))).Describe().Sql.Length);

    [Fact]
    public void Begin_IdThatIsTaken_IsAConflict()
    {
        var registry = Registry();
        var id = QueryId.Create(_time.GetUtcNow());
        registry.Begin(new("select 1") { Id = id });
        Assert.Equal(FailureKind.Conflict, Assert.Throws<PlatformException>(() => registry.Begin(new("select 1") { Id = id })).Kind);
    }

    [Theory]
    [InlineData("0190a5b0c0de7000800000000000000a", true)]
    [InlineData("0190a5b0-c0de-7000-8000-00000000000a", false)]
    [InlineData("{0190a5b0c0de7000800000000000000a}", false)]
    [InlineData("nope", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Id_Parse_TakesItsOwnFormOnly(string? text, bool isId)
    {
        Assert.Equal(isId, QueryId.TryParse(text, out var id));
        if (isId) Assert.Equal(text, id.ToString());
    }

    private QueryRegistry Registry(int count = 1000) => new(Options.Create(new SqlOptions { FinishedQueriesMax = count }), _time);
}
