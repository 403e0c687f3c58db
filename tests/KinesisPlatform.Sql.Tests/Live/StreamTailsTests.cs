using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Sql.Tests.Live;

public sealed class StreamTailsTests
{
    private static readonly StreamName Stream = new("s");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Tail_NotQueriedForLong_IsDroppedAndItsShardsAreNoLongerRead()
    {
        await using var host = Host();
        var tails = host.Get<StreamTails>();
        var tail = await tails.GetAsync(Stream, default);
        Assert.Equal(2, host.Streams.ReaderCount);

        _time.Advance(TimeSpan.FromMinutes(10));
        await tails.KeepAsync(default);
        Assert.Same(tail, await tails.GetAsync(Stream, default));
        _time.Advance(TimeSpan.FromMinutes(10));
        await tails.KeepAsync(default);
        Assert.False(tail!.IsDead);

        _time.Advance(TimeSpan.FromMinutes(1));
        await tails.KeepAsync(default);
        Assert.True(tail.IsDead);
        Assert.Equal(0, host.Streams.ReaderCount);
        Assert.NotSame(tail, await tails.GetAsync(Stream, default));
    }

    [Fact]
    public async Task Tail_QueriedWhileItIsAboutToBeDropped_IsKept()
    {
        await using var host = Host();
        var tails = host.Get<StreamTails>();
        var ended = await tails.GetAsync(Stream, default);
        ended!.Kill();
        _time.Advance(TimeSpan.FromHours(1));

        var describing = new TaskCompletionSource();
        host.Streams.Describing = describing.Task;
        var query = tails.GetAsync(Stream, default);
        // Idle by now, but for the query that has begun: the round has to wait for it before it judges.
        var round = tails.KeepAsync(default);
        Assert.False(query.IsCompleted || round.IsCompleted);
        describing.SetResult();
        var tail = await query;
        await round;
        Assert.False(tail!.IsDead);
        Assert.Same(tail, await tails.GetAsync(Stream, default));
    }

    [Fact]
    public async Task Tail_ThatEndsWhileAQueryWaits_IsReplacedForIt()
    {
        await using var host = Host();
        var tails = host.Get<StreamTails>();
        var tail = await tails.GetAsync(Stream, default);
        host.Streams.ReadFailure = new PlatformException(FailureKind.Unavailable, "throttled");
        host.Streams.Put("s", "k", "1");
        _time.Advance(TimeSpan.FromSeconds(5));
        var query = tails.GetAsync(Stream, default);
        Assert.False(query.IsCompleted);
        host.Streams.ReadFailure = null;
        tail!.Kill();
        Assert.Equal(1, (await query)!.Capture().After(null).Count);
    }

    [Fact]
    public async Task Tail_OfAStreamDeletedMeanwhile_IsNone()
    {
        await using var host = Host();
        var tails = host.Get<StreamTails>();
        var tail = await tails.GetAsync(Stream, default);
        host.Streams.Delete("s");
        await tails.KeepAsync(default);
        Assert.True(tail!.IsDead);
        Assert.Null(await tails.GetAsync(Stream, default));
    }

    [Fact]
    public async Task Read_FailureOfAnyKind_IsToldToQueriesAndReadingGoesOn()
    {
        await using var host = Host();
        var tails = host.Get<StreamTails>();
        await tails.GetAsync(Stream, default);
        host.Streams.ReadFailure = new InvalidOperationException("a bug");
        host.Streams.Put("s", "k", "1");
        await UntilAsync(() => host.Streams.ReaderCount == 0);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        var query = tails.GetAsync(Stream, default);
        await EndAsync(query);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => query);
        Assert.Equal(FailureKind.Unavailable, refusal.Kind);
        Assert.IsType<InvalidOperationException>(refusal.InnerException);

        host.Streams.ReadFailure = null;
        query = tails.GetAsync(Stream, default);
        await EndAsync(query);
        Assert.Equal(1, (await query)!.Capture().After(null).Count);
    }

    [Fact]
    public async Task Tail_OverItsLimit_ReadsNoMoreSaysSoAndGoesOnOnceArchived()
    {
        await using var host = Host(("TailBytesMax", "1048576"));
        var tails = host.Get<StreamTails>();
        for (var i = 0; i < 15; i++) host.Streams.Put("s", "k", new byte[100_000]);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => tails.GetAsync(Stream, default));
        Assert.Equal(FailureKind.Unavailable, refusal.Kind);
        Assert.Contains("TailBytesMax", refusal.Message, StringComparison.Ordinal);
        // What the archive alone answers is still had.
        Assert.Equal(0L, await host.ScalarAsync("select count(*) from archive('s')"));

        await host.Archiver.ArchiveAsync("s");
        host.Streams.Put("s", "k", "1");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await tails.RefreshAsync(Stream, default);
        Assert.Equal(1, (await tails.GetAsync(Stream, default))!.Capture().Shards.Sum(shard => shard.Segments.Sum(segment => segment.Records.Count)));
    }

    /// <summary>Moves the clock until a query has its answer, whenever it comes to wait for it.</summary>
    private async Task EndAsync(Task query)
    {
        while (!query.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private SqlHost Host(params (string, string)[] settings)
    {
        var host = new SqlHost(_time, [("LiveWaitMax", "00:00:20"), .. settings]);
        host.Streams.Create("s", 2);
        return host;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come about within two minutes.");
            await Task.Delay(5);
        }
    }
}
