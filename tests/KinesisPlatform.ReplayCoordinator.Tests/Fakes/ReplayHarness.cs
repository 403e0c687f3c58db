using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>One instance of the coordinator over fakes. Its clock moves while a test waits for something here, a little with every look: however slow the machine is, no lease ends early. Several may share a store, an archive, streams and a clock.</summary>
internal sealed class ReplayHarness : IAsyncDisposable
{
    /// <summary>Nothing is measured by it: it ends what hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly IHost _host;

    private ReplayHarness(IHost host, FaultyStore store, FakeArchive archive, FakeStreams streams, FakeTimeProvider time) =>
        (_host, Store, Archive, Streams, Time) = (host, store, archive, streams, time);

    public FakeTimeProvider Time { get; }

    public FaultyStore Store { get; }

    public FakeArchive Archive { get; }

    public FakeStreams Streams { get; }

    public FakeBus Bus => (FakeBus)_host.Services.GetRequiredService<IMessageSender>();

    public ReplayStore Replays => Get<ReplayStore>();

    public IReadOnlyList<string> LogLines => ((LogRecorder)Get<ILoggerProvider>()).Lines;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<ReplayHarness> StartAsync(IObjectStore? store = null, FakeArchive? archive = null, FakeStreams? streams = null, Dictionary<string, string?>? settings = null, FakeTimeProvider? time = null)
    {
        time ??= new(Records.Start.AddDays(1));
        var (faulty, fakeArchive, fakeStreams) = (new FaultyStore(store ?? new MemoryObjectStore(TimeProvider.System)), archive ?? new(), streams ?? new());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Quick()).AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(time);
        Register(builder.Services, builder.Configuration, faulty, fakeArchive, fakeStreams);
        builder.Services.AddLogging(logging => logging.Services.AddSingleton<ILoggerProvider, LogRecorder>());
        var host = builder.Build();
        await host.StartAsync();
        return new(host, faulty, fakeArchive, fakeStreams, time);
    }

    /// <summary>The coordinator's services over fakes.</summary>
    public static void Register(IServiceCollection services, IConfiguration configuration, IObjectStore store, FakeArchive archive, FakeStreams streams)
    {
        services.AddSingleton(store);
        services.AddSingleton<IArchiveCatalog>(archive).AddSingleton<IArchiveScanner>(archive);
        services.AddSingleton<IStreamDirectory>(streams).AddSingleton<IReplayProducers>(streams);
        services.AddOptions<StreamsOptions>();
        services.AddSingleton<IMessageSender, FakeBus>();
        services.AddReplays(configuration, "archive/");
    }

    public static Dictionary<string, string?> Quick() => new()
    {
        ["ReplayCoordinator:CheckpointInterval"] = "00:00:00.100",
        ["ReplayCoordinator:LeaseDuration"] = $"{LeaseDuration}",
        ["ReplayCoordinator:SweepInterval"] = "00:00:00.100",
        ["ReplayCoordinator:RetryDelay"] = "00:00:00.001",
        ["ReplayCoordinator:RetryDelayMax"] = "00:00:00.010",
        ["ReplayCoordinator:PutRecordsMax"] = "2",
        ["ReplayCoordinator:EventInterval"] = "00:00:00.020",
    };

    public async Task<ReplayJob> RequestAsync(ReplaySpec? spec = null)
    {
        var (job, _) = await Replays.CreateAsync(new(spec ?? new("flights", "flights-replay"), null), traceParent: null, default);
        await Bus.SendAsync(new Contracts.StartReplay(job.Id), default);
        return job;
    }

    public Task<ReplayJob> FinishedAsync(string id) => UntilAsync(() => Replays.FindAsync(id, default), j => j is { IsFinished: true }, Time)!;

    public Task ReachedAsync(Task point) => UntilAsync(() => Task.FromResult(point.IsCompleted), isReached => isReached, Time);

    /// <param name="time">Moved with every look; null where the instance has the system's.</param>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, FakeTimeProvider? time = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var value = await read();
            if (holds(value)) return value;
            Assert.False(deadline.IsCancellationRequested, $"Still {value} after {Patience}.");
            await Task.Delay(5, CancellationToken.None);
            time?.Advance(Step);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
