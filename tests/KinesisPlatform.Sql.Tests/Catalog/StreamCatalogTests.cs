using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Sql.Tests.Catalog;

/// <summary>How often streams are listed, and who waits for it.</summary>
public sealed class StreamCatalogTests : IDisposable
{
    private static readonly TimeSpan ListInterval = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly Account _account = new();
    private readonly ServiceProvider _services;
    private readonly StreamCatalog _catalog;

    public StreamCatalogTests()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<IObjectStore>(new MemoryObjectStore(_time)).AddArchive(new ConfigurationBuilder().Build()).BuildServiceProvider();
        _catalog = new(_account, _services.GetRequiredService<IArchiveCatalog>(), _time);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task ListAllByNow_WhileItLists_OthersTakeWhatIsKnown()
    {
        await _catalog.ListAsync(default);
        _time.Advance(TimeSpan.FromSeconds(1));
        var answer = _account.Hold();
        var byNow = _catalog.ListAllByNowAsync(default);

        Assert.Equal([new StreamName("flights")], await _catalog.ListAsync(default));
        Assert.False(byNow.IsCompleted);
        answer.SetResult();
        await byNow;
    }

    [Fact]
    public async Task ListAllByNow_ByManyAtOnce_ListsOnceForAllAndNotTooSoon()
    {
        await _catalog.ListAllByNowAsync(default);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var waiting = Enumerable.Range(0, 20).Select(_ => _catalog.ListAllByNowAsync(default)).ToList();
        await _time.ArmedAsync(1);
        _time.Advance(ListInterval - TimeSpan.FromMilliseconds(101));
        Assert.Equal(1, _account.Lists);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(waiting);
        Assert.Equal(2, _account.Lists);
    }

    [Fact]
    public async Task ListAllByNow_WhileAnEarlierListIsUnderWay_TakesTheNext()
    {
        var answer = _account.Hold();
        var first = _catalog.ListAllByNowAsync(default);
        _time.Advance(TimeSpan.FromSeconds(1));
        _account.Names.Add(new("new"));
        var second = _catalog.ListAllByNowAsync(default);
        answer.SetResult();

        Assert.Equal([new StreamName("flights")], await first);
        Assert.Equal([new StreamName("flights"), new("new")], await second);
        Assert.Equal(2, _account.Lists);
    }

    [Fact]
    public async Task List_Fails_AllWhoWaitedHearOfItAndTheNextTriesAgain()
    {
        var answer = _account.Hold();
        var waiting = Enumerable.Range(0, 20).Select(_ => _catalog.ListAsync(default)).ToList();
        answer.SetException(new PlatformException(FailureKind.Unavailable, "Kinesis is away."));
        foreach (var list in waiting) await Assert.ThrowsAsync<PlatformException>(() => list);
        Assert.Equal(1, _account.Lists);

        var next = _catalog.ListAsync(default);
        await _time.ArmedAsync(1);
        _time.Advance(ListInterval);
        Assert.Single(await next);
    }

    [Fact]
    public async Task List_WhoAskedForItGoesAway_TheOthersHaveIt()
    {
        using var gone = new CancellationTokenSource();
        var answer = _account.Hold();
        var first = _catalog.ListAsync(gone.Token);
        var second = _catalog.ListAsync(default);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult();

        Assert.Single(await second);
        Assert.Equal(1, _account.Lists);
    }

    [Fact]
    public async Task ListAllByNow_ClockWasSetBack_IsListedAgain()
    {
        await _catalog.ListAllByNowAsync(default);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Step(TimeSpan.FromHours(-1));
        _account.Names.Add(new("new"));

        Assert.Equal(2, (await _catalog.ListAllByNowAsync(default)).Count);
    }

    private sealed class Account : IStreamDirectory
    {
        private TaskCompletionSource? _answer;
        private int _lists;

        public List<StreamName> Names { get; } = [new("flights")];

        public int Lists => Volatile.Read(ref _lists);

        /// <summary>Has the next list wait.</summary>
        public TaskCompletionSource Hold() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _lists);
            var names = Names.ToList();
            if (Interlocked.Exchange(ref _answer, null) is { } answer) await answer.Task.WaitAsync(cancellationToken);
            return names;
        }

        public Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
