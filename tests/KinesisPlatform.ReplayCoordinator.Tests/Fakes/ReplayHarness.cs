using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>One instance of the coordinator over fakes, in real time at a quick pace. Several may share a store, an archive and streams.</summary>
internal sealed class ReplayHarness : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly IHost _host;

    private ReplayHarness(IHost host, FaultyStore store, FakeArchive archive, FakeStreams streams) =>
        (_host, Store, Archive, Streams) = (host, store, archive, streams);

    public FaultyStore Store { get; }

    public FakeArchive Archive { get; }

    public FakeStreams Streams { get; }

    public FakeBus Bus => (FakeBus)_host.Services.GetRequiredService<IMessageSender>();

    public ReplayStore Replays => Get<ReplayStore>();

    public IReadOnlyList<string> LogLines => ((LogRecorder)Get<ILoggerProvider>()).Lines;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<ReplayHarness> StartAsync(IObjectStore? store = null, FakeArchive? archive = null, FakeStreams? streams = null, Dictionary<string, string?>? settings = null)
    {
        var (faulty, fakeArchive, fakeStreams) = (new FaultyStore(store ?? new MemoryObjectStore(TimeProvider.System)), archive ?? new(), streams ?? new());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Quick()).AddInMemoryCollection(settings ?? []);
        Register(builder.Services, builder.Configuration, faulty, fakeArchive, fakeStreams);
        builder.Services.AddLogging(logging => logging.Services.AddSingleton<ILoggerProvider, LogRecorder>());
        var host = builder.Build();
        await host.StartAsync();
        return new(host, faulty, fakeArchive, fakeStreams);
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
        ["ReplayCoordinator:CheckpointInterval"] = "00:00:00.020",
        ["ReplayCoordinator:LeaseDuration"] = "00:00:01",
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

    public Task<ReplayJob> FinishedAsync(string id) => UntilAsync(() => Replays.FindAsync(id, default), j => j is { IsFinished: true })!;

    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var value = await read();
            if (holds(value)) return value;
            Assert.False(deadline.IsCancellationRequested, $"Still {value} after {Patience}.");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
