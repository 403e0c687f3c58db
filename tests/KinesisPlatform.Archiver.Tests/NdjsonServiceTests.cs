using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Archiver.Tests;

public sealed class NdjsonServiceTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly ShardId Shard = new("shardId-000000000000");

    private readonly ArchiverHarness _harness = new();
    private readonly TextNdjsonConverter _converter = new();
    private readonly ArchiveOptions _archive = new();
    private StreamSupervisor _supervisor = null!;
    private NdjsonService _service = null!;
    private int _count;

    [Fact]
    public async Task Run_SettingsAskForFiles_FollowsWhileTheyDo()
    {
        await ArchiveAsync();
        await _harness.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Null(Status);

        await SetAsync(ndjson: true);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { BehindCommits: 0, Error: null }));
        await ArchiveAsync();
        await RunUntilLinesAsync("record-1");

        await SetAsync(ndjson: false);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is null));
        await ArchiveAsync();
        await _harness.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["record-1"], await LinesAsync());

        // Where it was.
        await SetAsync(ndjson: true);
        await RunUntilLinesAsync("record-1", "record-2");
    }

    [Fact]
    public async Task Run_FirstShardElsewhere_LeavesThemToItsHolder()
    {
        _harness.Kinesis.AddShard(1);
        await SetAsync(ndjson: true);
        await ArchiveAsync();
        await _harness.RunUntilAsync(() => Task.FromResult(Status is not null));

        _harness.Leases.Give(ArchiverHarness.Stream.Value, Shard.Value, "other");
        await _harness.RunUntilAsync(() => Task.FromResult(Status is null));

        _harness.Leases.Give(ArchiverHarness.Stream.Value, Shard.Value, null);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { Error: null }));
    }

    [Fact]
    public async Task Run_FilesCannotBeWritten_SaysSoAndCatchesUp()
    {
        await ArchiveAsync();
        await SetAsync(ndjson: true);
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { BehindCommits: 0, Error: null }));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());

        _converter.Failure = new(FailureKind.Unavailable, "No room.");
        await ArchiveAsync();
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { Error: "No room." }));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());
        // Archiving does not wait for it.
        await ArchiveAsync();

        _converter.Failure = null;
        await RunUntilLinesAsync("record-1", "record-2");
        await _harness.RunUntilAsync(() => Task.FromResult(Status is { BehindCommits: 0, Error: null }));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    public async Task InitializeAsync()
    {
        _harness.Options.BufferAgeMax = TimeSpan.FromSeconds(1);
        _harness.Kinesis.AddShard(0);
        _supervisor = _harness.NewSupervisor();
        _service = new(
            _supervisor, _harness.NewCatalog(), _harness.Store, _converter, _harness.Leases, Guid.NewGuid, Microsoft.Extensions.Options.Options.Create(_archive), _harness.Time, NullLogger<NdjsonService>.Instance);
        await _supervisor.StartAsync(default);
        await _service.StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(default);
        await _supervisor.StopAsync(default);
        _service.Dispose();
        _supervisor.Dispose();
        await _harness.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private NdjsonStatus? Status => _service.StatusOf(ArchiverHarness.Stream);

    private async Task<HealthStatus> HealthAsync() => (await new ArchivingHealthCheck(_supervisor, _service).CheckHealthAsync(new())).Status;

    private async Task SetAsync(bool ndjson)
    {
        await _harness.Settings.PutAsync(ArchiverHarness.Stream, new() { WritesNdjson = ndjson }, new PutCondition.None(), default);
        await _supervisor.NotifySettingsChangedAsync(ArchiverHarness.Stream, default);
    }

    private Task ArchiveAsync()
    {
        _harness.Kinesis.Put(Shard, $"record-{_count++}");
        return _harness.RunUntilArchivedAsync(_count);
    }

    private Task RunUntilLinesAsync(params string[] lines) => _harness.RunUntilAsync(async () => (await LinesAsync()).SequenceEqual(lines));

    private async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        await foreach (var found in _harness.Store.ListAsync("archive/orders/ndjson/2", null, default))
            lines.AddRange(TextEncoder.Decode((await _harness.Store.GetAsync(found.Key, null, default))!.Content).Select(line => line.Split(' ')[2]));
        return lines;
    }
}
