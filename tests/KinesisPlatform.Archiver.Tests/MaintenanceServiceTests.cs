using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Archiver.Tests;

public sealed class MaintenanceServiceTests : IAsyncLifetime, IAsyncDisposable
{
    private const string First = "shardId-000000000000", Second = "shardId-000000000001";

    private readonly ArchiverHarness _harness = new();
    private readonly Merges _merger = new();
    private MaintenanceService? _service;
    private SettingsStore? _settings;

    [Fact]
    public async Task Run_HeldStream_IsMaintainedAfterADelayAndThenAtItsInterval()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.FromSeconds(30);
        _harness.Options.MaintenanceInterval = TimeSpan.FromMinutes(1);
        _harness.Options.MaintenanceFileBytesTarget = 8 << 20;
        await StartAsync();
        await _harness.RunForAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(_merger.Runs);
        Assert.Null(Status!.StartedAt);

        await _harness.RunUntilAsync(() => Task.FromResult(_merger.Runs.Count == 2));
        Assert.InRange(_merger.Runs[1].At - _merger.Runs[0].At, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(70));
        Assert.Equal(8 << 20, _merger.Runs[0].Target);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { MergedFiles: 16, Error: null } status && status.NextAt - status.StartedAt == TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Run_IntervalChangedMeanwhile_CountsFromTheLastRunAtOnce()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        await StartAsync();
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { StartedAt: not null }));
        var startedAt = Status!.StartedAt!.Value;
        await _harness.RunForAsync(TimeSpan.FromSeconds(70));
        Assert.Equal(startedAt + TimeSpan.FromHours(1), Status!.NextAt);
        Assert.Single(_merger.Runs);

        await PutSettingsAsync(new() { MaintenanceInterval = TimeSpan.FromMinutes(2) });
        Assert.Equal(startedAt + TimeSpan.FromMinutes(2), Status!.NextAt);
        await _harness.RunUntilAsync(() => Task.FromResult(_merger.Runs.Count == 2));
        Assert.InRange(_merger.Runs[1].At - startedAt, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(130));

        await PutSettingsAsync(new());
        Assert.Equal(_merger.Runs[1].At + TimeSpan.FromHours(1), Status!.NextAt);
    }

    [Fact]
    public async Task Run_StreamIsGone_ItsTableIsMaintainedOnByOneOfAllArchivers()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _harness.Options.Retention = TimeSpan.FromHours(1);
        await AppendOldRecordAsync();
        _harness.Leases.SetGroups([]);
        _harness.Leases.Give("payments", First, "before-this");
        await StartAsync();
        await _harness.RunForAsync(TimeSpan.FromSeconds(30));
        Assert.Null(Status);
        Assert.Empty(_service!.Unattended);

        _harness.Leases.Give("payments", First, null);
        await _harness.RunUntilAsync(async () => (await _harness.VersionAsync())!.RecordCount == 0);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { CutFiles: 1, Error: null }));
        Assert.Equal([ArchiverHarness.Stream], _service.Unattended);

        // Created again, the stream's archivers see to it: here another one.
        _harness.Leases.Give(ArchiverHarness.Stream.Value, First, "those-after-this");
        await _harness.RunUntilAsync(() => Task.FromResult(Status is null));
        Assert.Empty(_service.Unattended);
    }

    [Fact]
    public async Task Run_UnattendedTables_AreLookedForOnceAnInterval()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _harness.Options.UnattendedLookInterval = TimeSpan.FromMinutes(2);
        _harness.Leases.SetGroups([]);
        _service = New();
        await _service.StartAsync(default);
        await _harness.RunForAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(_service.Unattended);

        await _harness.NewCatalog().OpenOrCreateAsync(ArchiverHarness.Stream, default);
        await _harness.RunForAsync(TimeSpan.FromSeconds(60));
        Assert.Empty(_service.Unattended);
        await _harness.RunForAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([ArchiverHarness.Stream], _service.Unattended);
    }

    [Fact]
    public async Task Run_FirstShardElsewhere_IsLeftToItsHolder()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _harness.Leases.Give(ArchiverHarness.Stream.Value, First, "other");
        await StartAsync();
        await _harness.RunForAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(_merger.Runs);
        Assert.Null(Status);

        _harness.Leases.Give(ArchiverHarness.Stream.Value, First, null);
        await _harness.RunUntilAsync(() => Task.FromResult(_merger.Runs.Count > 0));
    }

    [Fact]
    public async Task Run_MergesLeft_GoesOnAtOnce()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _merger.Left = 2;
        await StartAsync();
        await _harness.RunUntilAsync(() => Task.FromResult(_merger.Runs.Count == 3));
        await _harness.RunForAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(3, _merger.Runs.Count);
    }

    [Fact]
    public async Task Run_Failures_AreShownAndTriedAgainLaterAndLater()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _merger.Failure = new(FailureKind.Unavailable, "No answer.");
        await StartAsync();
        await _harness.RunUntilAsync(() => Task.FromResult(_merger.Runs.Count == 5));
        Assert.Equal("No answer.", Status!.Error);
        Assert.True(_merger.Runs[4].At - _merger.Runs[3].At > _merger.Runs[2].At - _merger.Runs[1].At);

        _merger.Failure = null;
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { Error: null }));
    }

    [Fact]
    public async Task Run_Disabled_StillKeepsTheArchivesRetention()
    {
        _harness.Options.MaintenanceDelay = TimeSpan.Zero;
        _harness.Options.MaintenanceEnabled = false;
        _harness.Options.Retention = TimeSpan.FromHours(1);
        await AppendOldRecordAsync();

        await StartAsync();

        await _harness.RunUntilAsync(async () => (await _harness.VersionAsync())!.RecordCount == 0);
        Assert.Empty(_merger.Runs);
    }

    public Task InitializeAsync()
    {
        _harness.Leases.SetGroups([ArchiverHarness.Stream.Value]);
        _harness.Leases.Report(ArchiverHarness.Stream.Value, [First, Second], []);
        _merger.Time = _harness.Time;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.StopAsync(default);
        _service?.Dispose();
        await _harness.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private MaintenanceStatus? Status => _service!.StatusOf(ArchiverHarness.Stream);

    private async Task StartAsync()
    {
        await _harness.NewCatalog().OpenOrCreateAsync(ArchiverHarness.Stream, default);
        _service = New();
        await _service.StartAsync(default);
    }

    private MaintenanceService New() =>
        new(_harness.NewCatalog(), _merger, Settings, _harness.Leases, Microsoft.Extensions.Options.Options.Create(_harness.Options), _harness.Time, NullLogger<MaintenanceService>.Instance);

    // The process' one, as the service has it.
    private SettingsStore Settings => _settings ??= _harness.Settings;

    /// <summary>As a PUT does it.</summary>
    private async Task PutSettingsAsync(StreamOverrides overrides)
    {
        await Settings.PutAsync(ArchiverHarness.Stream, overrides, new PutCondition.None(), default);
        await Settings.LoadAsync(ArchiverHarness.Stream, default);
    }

    private async Task AppendOldRecordAsync()
    {
        var table = await _harness.NewCatalog().OpenOrCreateAsync(ArchiverHarness.Stream, default);
        var shard = new ShardId(First);
        var at = _harness.Time.GetUtcNow().AddHours(-3);
        var record = new StreamRecord(shard, SequenceNumber.Parse("1"), 0, "k"u8.ToArray(), null, at, "{}"u8.ToArray());
        await table.AppendAsync(new(ArchiverHarness.Stream, at.AddHours(-1)), [new(null, new(shard, record.SequenceNumber, false, at), [record], [])], default);
    }

    private sealed class Merges : ITableMerger
    {
        public List<(DateTimeOffset At, long Target)> Runs { get; } = [];

        public TimeProvider Time { get; set; } = TimeProvider.System;

        public PlatformException? Failure { get; set; }

        public int Left { get; set; }

        public Task<MergeReport> MergeAsync(IArchiveTable table, long fileBytesTarget, CancellationToken cancellationToken)
        {
            Runs.Add((Time.GetUtcNow(), fileBytesTarget));
            return Failure is { } failure ? Task.FromException<MergeReport>(failure) : Task.FromResult(new MergeReport(1, 16, 100, 1000, 900, 0, Math.Max(0, Left--)));
        }
    }
}
