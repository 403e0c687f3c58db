using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.Engines.Fresh;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>How many commits it takes to make one stream fresh for many.</summary>
public sealed class StreamFlushesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SentMessages _messages = new();
    private readonly EnginesOptions _options = new() { FreshIntervalMin = TimeSpan.FromSeconds(5), FreshWaitMax = TimeSpan.FromDays(1) };
    private readonly ServiceProvider _services;
    private readonly TestArchiver _archiver;
    private readonly StreamFlushes _flushes;

    public StreamFlushesTests()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<IObjectStore>(new MemoryObjectStore(_time)).AddArchive(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var (catalog, streams) = (_services.GetRequiredService<IArchiveCatalog>(), new MemoryStreams(_time));
        streams.Create("flights", 2);
        _archiver = new(catalog, streams, _time);
        _flushes = new(new("flights"), new(catalog, _time), streams, _messages, _options, _time);
    }

    public void Dispose()
    {
        _flushes.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Wait_WhileAFlushIsUnderWay_SharesTheNext()
    {
        var first = WaitAsync();
        await _time.ArmedAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var others = Enumerable.Range(0, 20).Select(_ => WaitAsync()).ToList();
        // One looks at the table, the others wait for their turn.
        await _time.ArmedAsync(1 + others.Count);
        Assert.Single(_messages.Sent);
        await CommitAsync(first);

        while (_messages.Sent.Count < 2) await StepAsync();
        await CommitAsync(Task.WhenAll(others));

        var asked = _messages.Sent.Cast<FlushArchive>().ToList();
        Assert.Equal(2, asked.Count);
        Assert.True(asked[1].UpTo - asked[0].UpTo >= _options.FreshIntervalMin);
        Assert.All(others, other => Assert.Equal((true, true), (other.Result!.IsComplete, other.Result.IsFlushed)));
    }

    [Fact]
    public async Task Wait_ForWhatTheLastFlushCovers_AsksForNothing()
    {
        var (upTo, since) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(1));
        var flushed = await FlushAsync();

        Assert.Same(flushed, await _flushes.WaitAsync(upTo, since, default));
        Assert.Single(_messages.Sent);
    }

    [Fact]
    public async Task Wait_WhoWaitsGoesAway_TheNextFlushesForTheOthers()
    {
        using var gone = new CancellationTokenSource();
        var first = _flushes.WaitAsync(_time.GetUtcNow(), _time.GetTimestamp(), gone.Token);
        await _time.ArmedAsync(1);
        var second = WaitAsync();
        await _time.ArmedAsync(2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        while (_messages.Sent.Count < 2) await StepAsync();
        await CommitAsync(second);
        Assert.True((await second)!.IsComplete);
    }

    [Fact]
    public async Task Wait_NextFlushIsTooFarOff_IsRefusedUntilThen()
    {
        (_options.FreshIntervalMin, _options.FreshWaitMax) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        await FlushAsync();
        var asked = _messages.Sent.Cast<FlushArchive>().Single().UpTo;
        _time.Advance(TimeSpan.FromMinutes(1));

        var refusal = await Assert.ThrowsAsync<PlatformException>(WaitAsync);

        Assert.Equal(FailureKind.Throttled, refusal.Kind);
        Assert.Equal(asked + _options.FreshIntervalMin, _time.GetUtcNow() + refusal.RetryAfter);
        Assert.Single(_messages.Sent);
        _time.Advance(refusal.RetryAfter!.Value);
        Assert.True((await FlushAsync()).IsComplete);
        Assert.Equal(2, _messages.Sent.Count);
    }

    [Fact]
    public async Task Wait_ArchiverIsDown_IsBehindForAllWhoWaitedAndNeverTooOften()
    {
        _options.FreshWaitMax = TimeSpan.FromMinutes(1);
        var waiting = new List<Task<StreamFlush?>>();
        // Each comes while the first waits, and later is left ever less of its time: at last less than from one flush to the next.
        for (var came = 0; came < 6; came++)
        {
            waiting.Add(WaitAsync());
            await _time.ArmedAsync(waiting.Count);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        while (!waiting.All(flush => flush.IsCompleted)) await StepAsync();

        foreach (var flush in waiting) Assert.Equal((false, 2), ((await flush)!.IsComplete, (await flush)!.Behind.Count));
    }

    [Fact]
    public async Task Wait_OthersTakeAllTheTime_IsNull()
    {
        var first = WaitAsync();
        await _time.ArmedAsync(1);
        _options.FreshWaitMax = TimeSpan.FromMinutes(1);
        var second = WaitAsync();
        await _time.ArmedAsync(2);
        while (!second.IsCompleted) await StepAsync();

        Assert.Null(await second);
        Assert.False(first.IsCompleted);
        await CommitAsync(first);
    }

    [Fact]
    public async Task Wait_ClockIsSetBackMeanwhile_IsUpToWhenTheQueryCame()
    {
        var (upTo, since) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.Step(TimeSpan.FromHours(-1));
        var flush = _flushes.WaitAsync(upTo, since, default);
        await _time.ArmedAsync(1);

        Assert.True(_messages.Sent.Cast<FlushArchive>().Single().UpTo >= upTo);
        _time.Step(TimeSpan.FromHours(1));
        await CommitAsync(flush);
    }

    [Fact]
    public async Task Wait_ClockWasSetBackSinceTheLastFlush_AsksAgain()
    {
        await FlushAsync();
        _time.Advance(_options.FreshIntervalMin);
        _time.Step(TimeSpan.FromHours(-1));
        var since = _time.GetTimestamp();

        // An archive whose own clock was right all along.
        var flush = await WaitAsync();

        Assert.True(flush!.BeganTimestamp >= since);
    }

    private Task<StreamFlush?> WaitAsync() => _flushes.WaitAsync(_time.GetUtcNow(), _time.GetTimestamp(), default);

    private async Task<StreamFlush> FlushAsync()
    {
        var flush = WaitAsync();
        await _time.ArmedAsync(1);
        await CommitAsync(flush);
        return (await flush)!;
    }

    /// <summary>As the archiver does that was asked.</summary>
    private async Task CommitAsync(Task waiting)
    {
        await _archiver.ArchiveAsync("flights", isFlush: true);
        while (!waiting.IsCompleted) await StepAsync();
        await waiting;
    }

    private async Task StepAsync()
    {
        _time.Advance(ArchiveCatchUp.LookInterval);
        await Task.Yield();
    }
}
