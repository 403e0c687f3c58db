using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>A stream, a bucket and any number of archivers on one clock that the test moves.</summary>
internal sealed class ArchiverHarness : IAsyncDisposable
{
    public static readonly StreamName Stream = new("orders");

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly List<(CancellationTokenSource Stop, Task Run)> _running = [];
    private readonly MemoryObjectStore _memory;

    public ArchiverHarness()
    {
        _memory = new("bucket", Time);
        Store = new(_memory);
        Kinesis = new(Stream, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public FaultyStore Store { get; }

    public InMemoryStream Kinesis { get; }

    /// <summary>The supervisor's.</summary>
    public FakeLeases Leases { get; } = new();

    public ArchiverOptions Options { get; } = new() { BufferAgeMax = TimeSpan.FromSeconds(10), RetryDelay = TimeSpan.FromSeconds(1), DiscoveryInterval = TimeSpan.FromSeconds(5) };

    public List<TableVersion> Announced { get; } = [];

    public BufferBudget Budget { get; set; } = new(256 << 20);

    public FieldsInference Fields { get; } = new(Microsoft.Extensions.Options.Options.Create(new MergeOptions()));

    public SettingsStore Settings => new(Store, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(new ArchiveOptions()));

    /// <param name="leases">Null for an archiver that is alone.</param>
    public StreamArchiver Start(FakeLeases? leases = null)
    {
        var archiver = new StreamArchiver(Stream, Kinesis, Kinesis, NewCatalog(), Fields, leases ?? new FakeLeases(Stream.Value), Settings, new Announcements(Announced), Options, new(Options), Budget, Time, NullLogger.Instance);
        var stop = new CancellationTokenSource();
        _running.Add((stop, archiver.RunAsync(stop.Token)));
        return archiver;
    }

    /// <summary>A service that archives every stream there is, unless told others.</summary>
    public StreamSupervisor NewSupervisor(params string[] streams) => NewSupervisor(Leases, streams);

    public StreamSupervisor NewSupervisor(ILeases leases, params string[] streams)
    {
        Options.Streams = streams.Length > 0 ? streams : ["*"];
        return new(Kinesis, Kinesis, NewCatalog(), Fields, leases, Settings, new Announcements(Announced), Microsoft.Extensions.Options.Options.Create(Options), Time, NullLoggerFactory.Instance);
    }

    /// <summary>The end of the archiver started last, by itself.</summary>
    public Task Completion => _running[^1].Run;

    /// <summary>Stops every archiver where it stands: nothing is flushed.</summary>
    public async Task StopAllAsync()
    {
        foreach (var (stop, run) in _running)
        {
            await stop.CancelAsync();
            await run.ContinueWith(_ => { }, TaskScheduler.Default);
            stop.Dispose();
        }
        _running.Clear();
    }

    /// <summary>Moves the clock in small steps until a condition holds. Bounded: fails after <paramref name="stepsMax"/> steps.</summary>
    public async Task RunUntilAsync(Func<Task<bool>> condition, int stepsMax = 1000)
    {
        for (var step = 0; step < stepsMax; step++)
        {
            if (await condition()) return;
            Time.Advance(Step);
            // What the clock released runs on the thread pool: let it.
            await Task.Delay(1);
        }
        Assert.Fail($"The condition did not hold within {stepsMax * Step} of the test's clock.");
    }

    public Task RunForAsync(TimeSpan duration)
    {
        var end = Time.GetUtcNow() + duration;
        return RunUntilAsync(() => Task.FromResult(Time.GetUtcNow() >= end));
    }

    public async Task<TableVersion?> VersionAsync() =>
        await NewCatalog().OpenAsync(Stream, default) is { } table ? await table.LoadAsync(default) : null;

    /// <summary>Every archived record as "shard sequence data", in commit order.</summary>
    public async Task<IReadOnlyList<string>> ArchivedAsync()
    {
        if (await NewCatalog().OpenAsync(Stream, default) is not { } table) return [];
        var files = await table.PlanAsync(await table.LoadAsync(default), new ScanBounds(), default);
        var lines = new List<string>();
        foreach (var file in files) lines.AddRange(TextEncoder.Decode((await _memory.GetAsync(file.Key, null, default))!.Content));
        return lines;
    }

    public Task RunUntilArchivedAsync(int recordCount) => RunUntilAsync(async () => (await VersionAsync())?.RecordCount >= recordCount);

    /// <summary>"record-0" to the last are archived, each once, and each shard's in order.</summary>
    public async Task AssertArchivedOnceAsync(int recordCount)
    {
        // A little longer: what would come twice comes now.
        await RunForAsync(TimeSpan.FromSeconds(15));
        var archived = await ArchivedAsync();
        Assert.Equal(Enumerable.Range(0, recordCount).Select(i => $"record-{i}").Order(), archived.Select(line => line.Split(' ')[2]).Order());
        foreach (var shard in archived.GroupBy(line => line.Split(' ')[0]))
        {
            var sequences = shard.Select(line => SequenceNumber.Parse(line.Split(' ')[1])).ToList();
            Assert.Equal(sequences.Order(), sequences);
        }
    }

    public async ValueTask DisposeAsync() => await StopAllAsync();

    // Each archiver is another process: it shares the bucket, not the catalog's caches.
    public ArchiveCatalog NewCatalog() =>
        new(Store, new TextEncoder(), Time, Guid.NewGuid, Microsoft.Extensions.Options.Options.Create(new ArchiveOptions { CommitDelay = TimeSpan.Zero, CommitDelayMax = TimeSpan.Zero }), NullLogger<ArchiveCatalog>.Instance);

    private sealed class Announcements(List<TableVersion> announced) : ISnapshotAnnouncer
    {
        public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken)
        {
            lock (announced) announced.Add(version);
            return Task.CompletedTask;
        }
    }
}
