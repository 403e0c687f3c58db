using System.Diagnostics.CodeAnalysis;
using KinesisPlatform.Access;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Queries;

/// <summary>With one worker only: whatever runs after a query shows that its worker is gone.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes.")]
public sealed class QueryCancellationTests : IAsyncLifetime
{
    private const string Endless = "select count(*) from range(100000000000) t(x) where hash(x) = 1";
    private const string Long = "select x, repeat('y', 1000) from range(100000000) t(x)";

    private readonly SqlHost _host = new(("WorkersMax", "1"));

    private IQueryRegistry Registry => _host.Get<IQueryRegistry>();

    [Fact]
    public async Task Cancel_BeforeTheFirstRow_StopsTheQueryAndFreesItsWorker()
    {
        var running = _host.Engine.ExecuteAsync(new(Endless), default);
        var id = await StateAsync(QueryState.Running);

        Assert.True(Registry.Cancel(id, StreamAccess.Everything));

        await Assert.ThrowsAsync<QueryCancelledException>(() => running);
        Assert.Equal((QueryState.Cancelled, "The query was cancelled on request."), (Registry.Find(id, StreamAccess.Everything)!.State, Registry.Find(id, StreamAccess.Everything)!.Error));
        Assert.Equal(1L, await _host.ScalarAsync("select 1::bigint"));
    }

    [Fact]
    public async Task Cancel_WhileRowsAreRead_BreaksTheResultOff()
    {
        await using var result = await _host.Engine.ExecuteAsync(new(Long), default);
        await Assert.ThrowsAsync<QueryCancelledException>(async () =>
        {
            await foreach (var _ in result.Batches) Registry.Cancel(result.Id, StreamAccess.Everything);
        });
        Assert.Equal(QueryState.Cancelled, Registry.Find(result.Id, StreamAccess.Everything)!.State);
        Assert.Equal(1L, await _host.ScalarAsync("select 1::bigint"));
    }

    [Fact]
    public async Task Cancel_WhileItWaitsForAWorker_StopsWaiting()
    {
        await using var first = await _host.Engine.ExecuteAsync(new(Long), default);
        var second = _host.Engine.ExecuteAsync(new("select 2"), default);
        var id = await StateAsync(QueryState.Queued);

        Assert.True(Registry.Cancel(id, StreamAccess.Everything));

        await Assert.ThrowsAsync<QueryCancelledException>(() => second);
        Assert.Equal(QueryState.Running, Registry.Find(first.Id, StreamAccess.Everything)!.State);
    }

    [Fact]
    public async Task Reader_ThatLeaves_ShowsAsCancelled()
    {
        var result = await _host.Engine.ExecuteAsync(new(Long), default);
        await result.DisposeAsync();
        Assert.Equal(QueryState.Cancelled, Registry.Find(result.Id, StreamAccess.Everything)!.State);
    }

    [Fact]
    public async Task Query_ThatEnds_ShowsItsRows_AndOneThatFailsItsError()
    {
        await _host.QueryAsync("select * from range(5000)");
        await Assert.ThrowsAsync<PlatformException>(() => _host.QueryAsync("select nope"));

        var list = Registry.List(StreamAccess.Everything);
        Assert.Equal((QueryState.Failed, QueryState.Finished), (list[0].State, list[1].State));
        Assert.Contains("nope", list[0].Error, StringComparison.Ordinal);
        Assert.Equal((5000, 100, true), (list[1].RowCount, list[1].Percent, list[1].IsEnded));
    }

    [Fact]
    public async Task Query_OutOfTime_ShowsAsFailed()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _host.Engine.ExecuteAsync(new(Endless) { Timeout = TimeSpan.FromSeconds(0.5) }, default));
        Assert.Equal(QueryState.Failed, Assert.Single(Registry.List(StreamAccess.Everything)).State);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private async Task<QueryId> StateAsync(QueryState state)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            if (Registry.List(StreamAccess.Everything).FirstOrDefault(query => query.State == state) is { } found) return found.Id;
            Assert.True(DateTime.UtcNow < deadline, $"No query came to be {state} within two minutes.");
            await Task.Delay(10);
        }
    }
}
