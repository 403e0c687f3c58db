using KinesisPlatform.Access;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Results;

public sealed class ResultStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"result-tests-{Guid.NewGuid():N}");
    private readonly ResultOptions _options = new();
    private readonly List<IAsyncDisposable> _stores = [];
    private LocalFolder? _local;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(99, 10)]
    [InlineData(100, 10)]
    [InlineData(101, 10)]
    [InlineData(5000, 999)]
    [InlineData(5000, 5000)]
    [InlineData(5000, 4999)]
    public async Task Pages_InAnyOrderAndAgain_HoldEveryRowOnce(int rows, int pageRows)
    {
        _options.MemoryBytesMax = 4096;
        var result = Store(new(Rows(rows))).Start(new("q"), pageRows, isKept: true);
        var pageCount = (rows + pageRows - 1) / pageRows;

        Assert.Null(await result.GetPageAsync(pageCount + 1, default));
        var seen = new SortedDictionary<int, List<object?[]>>();
        foreach (var number in Enumerable.Range(1, pageCount).Reverse().Concat(Enumerable.Range(1, pageCount)))
        {
            var page = (await result.GetPageAsync(number, default))!;
            var read = await ReadAsync(page);
            Assert.Equal((number < pageCount, read.Count, (long)(number - 1) * pageRows), (page.HasNext, page.RowCount, page.FirstRow));
            if (seen.TryGetValue(number, out var before)) Assert.Equal(before, read);
            seen[number] = read;
        }
        Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), seen.Values.SelectMany(page => page).Select(row => (long)row[0]!));
        Assert.Equal((true, pageCount), (result.IsComplete, result.PageCount));
    }

    [Fact]
    public async Task Pages_WideRows_EndAtTheirBytes()
    {
        _options.PageBytesMax = 10_000;
        var result = Store(new(Rows(10, width: 4_000), Rows(1, width: 50_000), Rows(3, width: 4_000))).Start(new("q"), 100, isKept: true);

        var counts = new List<int>();
        for (var number = 1; await result.GetPageAsync(number, default) is { } page; number++) counts.Add(page.RowCount);

        Assert.Equal(14, counts.Sum());
        Assert.Equal([3, 3, 3, 2, 3], counts);
    }

    [Fact]
    public async Task Page_EmptyResult_IsOneEmptyPage()
    {
        var result = Store(new()).Start(new("q"), 10, isKept: false);
        var page = (await result.GetPageAsync(1, default))!;
        Assert.Equal((0, false), (page.RowCount, page.HasNext));
        Assert.Null(await result.GetPageAsync(2, default));
    }

    [Fact]
    public async Task Page_WhileTheQueryRuns_IsThereAsSoonAsItIsWhole()
    {
        var more = new TaskCompletionSource();
        var engine = new ListedEngine(Rows(11), Rows(11)) { Pause = (1, more.Task) };
        var result = Store(engine).Start(new("q"), 10, isKept: true);

        Assert.Equal(10, (await result.GetPageAsync(1, default))!.RowCount);
        var second = result.GetPageAsync(2, default);
        Assert.False(second.IsCompleted);
        Assert.Null(result.ExpiresAt);
        more.SetResult();
        Assert.Equal(10, (await second)!.RowCount);
        Assert.Equal(2, (await result.GetPageAsync(3, default))!.RowCount);
    }

    [Fact]
    public async Task Page_QueryFailsOnTheWay_WholePagesStayAndTheRestTellsWhy()
    {
        var engine = new ListedEngine(Rows(25)) { Failure = new PlatformException(FailureKind.Invalid, "no number") };
        var result = Store(engine).Start(new("q"), 10, isKept: true);

        Assert.Equal(10, (await result.GetPageAsync(2, default))!.RowCount);
        Assert.Equal("no number", (await Assert.ThrowsAsync<PlatformException>(() => result.GetPageAsync(3, default))).Message);
        Assert.Equal("no number", (await Assert.ThrowsAsync<PlatformException>(() => result.GetPageAsync(4, default))).Message);
    }

    [Fact]
    public async Task Result_AfterItsLifetime_IsGoneAndHasGivenItsDiskBack()
    {
        _options.MemoryBytesMax = 0;
        _options.BytesPerKeyMax = 1_000_000;
        var store = Store(new(Rows(300, width: 3_000)));
        var first = store.Start(new("q"), 10, isKept: true);
        Assert.NotNull(await first.GetPageAsync(30, default));
        var second = store.Start(new("q"), 10, isKept: true);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => second.GetPageAsync(30, default));
        Assert.Equal(FailureKind.Unavailable, refusal.Kind);
        Assert.Contains("DELETE /queries", refusal.Message, StringComparison.Ordinal);

        _time.Advance(_options.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(store.Find(first.Id, StreamAccess.Everything));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(store.Find(first.Id, StreamAccess.Everything));
        _time.Advance(TimeSpan.FromMinutes(1));

        var third = store.Start(new("q"), 10, isKept: true);
        Assert.NotNull(await third.GetPageAsync(30, default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ReadAsync((await first.GetPageAsync(1, default))!));
    }

    [Fact]
    public async Task Delete_WhileTheQueryRuns_StopsIt()
    {
        var engine = new ListedEngine(Rows(10), Rows(10)) { Pause = (1, new TaskCompletionSource().Task) };
        var store = Store(engine);
        var result = store.Start(new("q"), 5, isKept: true);
        Assert.NotNull(await result.GetPageAsync(1, default));

        Assert.True(await store.DeleteAsync(result.Id, StreamAccess.Everything));

        Assert.Null(store.Find(result.Id, StreamAccess.Everything));
        Assert.False(await store.DeleteAsync(result.Id, StreamAccess.Everything));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result.GetPageAsync(3, default));
    }

    [Fact]
    public async Task Results_MoreThanMayBeKept_AreRefused_ThoseOfOnePageAreNotCounted()
    {
        _options.CountPerKeyMax = 2;
        var store = Store(new(Rows(10)));
        for (var i = 0; i < 5; i++) Assert.NotNull(await store.Start(new("q"), 10, isKept: false).GetPageAsync(1, default));
        var kept = store.Start(new("q"), 10, isKept: true);
        Assert.NotNull(await store.Start(new("q"), 5, isKept: false).GetPageAsync(2, default));

        Assert.Throws<PlatformException>(() => store.Start(new("q"), 10, isKept: true));
        await Assert.ThrowsAsync<PlatformException>(() => store.Start(new("q"), 5, isKept: false).GetPageAsync(2, default));
        await store.DeleteAsync(kept.Id, StreamAccess.Everything);
        Assert.NotNull(store.Start(new("q"), 10, isKept: true));
    }

    [Fact]
    public async Task Files_OfResultsThatAreKept_HaveNoName()
    {
        _options.MemoryBytesMax = 0;
        var result = Store(new(Rows(1000))).Start(new("q"), 10, isKept: true);
        Assert.Equal(10, (await ReadAsync((await result.GetPageAsync(100, default))!)).Count);

        Assert.Empty(Directory.GetFiles(Path.Combine(_local!.Path, "results")));
        if (OperatingSystem.IsLinux()) Assert.Contains(Directory.GetFiles("/proc/self/fd"), fd => TargetOf(fd)?.Contains(_local.Path + "/results", StringComparison.Ordinal) == true);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        _local?.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static string? TargetOf(string link)
    {
        try { return File.ResolveLinkTarget(link, false)?.FullName; }
        catch (IOException) { return null; /* Other tests close theirs meanwhile. */ }
    }

    private ResultStore Store(ListedEngine engine)
    {
        var sql = Options.Create(new SqlOptions { CacheFolder = _folder });
        _local ??= new LocalFolder(sql);
        var store = new ResultStore(engine, new(sql, _time), new(Options.Create(_options)), _local, Options.Create(_options), _time);
        _stores.Add(store);
        return store;
    }

    private static List<object?[]> Rows(int count, int width = 10) => [.. Enumerable.Range(0, count).Select(i => new object?[] { (long)i, new string('y', width) })];

    private static async Task<List<object?[]>> ReadAsync(ResultPage page)
    {
        var rows = new List<object?[]>();
        await foreach (var batch in page.Batches) rows.AddRange(batch);
        return rows;
    }
}
