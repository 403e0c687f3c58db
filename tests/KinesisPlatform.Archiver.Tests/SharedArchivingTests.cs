using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>Whole services that share a stream through their leases.</summary>
public sealed class SharedArchivingTests
{
    private static readonly LeaseOptions LeaseOptions = new() { HeartbeatInterval = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task Run_ArchiverDies_TheOtherTakesItsShardsOver()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.DiscoveryInterval = TimeSpan.FromSeconds(30);
        var shards = Enumerable.Range(0, 4).Select(number => harness.Kinesis.AddShard(number)).ToList();
        await using var first = new Service(harness, "first");
        await using var second = new Service(harness, "second");
        await harness.RunUntilAsync(() => Task.FromResult(first.HeldCount == 2 && second.HeldCount == 2));
        for (var i = 0; i < 20; i++) harness.Kinesis.Put(shards[i % 4], $"record-{i}");
        await harness.RunUntilArchivedAsync(20);

        await first.DisposeAsync();
        for (var i = 20; i < 40; i++) harness.Kinesis.Put(shards[i % 4], $"record-{i}");
        var died = harness.Time.GetUtcNow();
        await harness.RunUntilAsync(() => Task.FromResult(second.HeldCount == 4));
        Assert.True(harness.Time.GetUtcNow() - died <= LeaseOptions.HeartbeatInterval * 3 + TimeSpan.FromSeconds(1));

        await harness.RunUntilArchivedAsync(40);
        await harness.AssertArchivedOnceAsync(40);
        Assert.All(second.Supervisor.StatusOf(ArchiverHarness.Stream)!.Shards, shard => Assert.Equal("second", shard.Worker));
    }

    [Fact]
    public async Task Status_StreamIsReadElsewhere_ShowsByWhom()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.AddShard(0);
        await using var first = new Service(harness, "first");
        await harness.RunUntilAsync(() => Task.FromResult(first.HeldCount == 1));
        await using var second = new Service(harness, "second");
        await harness.RunUntilAsync(() => Task.FromResult(second.Supervisor.StatusOf(ArchiverHarness.Stream)?.State == "elsewhere"));

        Assert.Equal("first", Assert.Single(second.Supervisor.StatusOf(ArchiverHarness.Stream)!.Shards).Worker);
        Assert.Single(second.Supervisor.Statuses);
    }

    [Fact]
    public async Task Flush_AskedOfOneArchiver_CommitsWhatTheOtherReadToo()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shards = Enumerable.Range(0, 2).Select(number => harness.Kinesis.AddShard(number)).ToList();
        await using var first = new Service(harness, "first");
        await using var second = new Service(harness, "second");
        await harness.RunUntilAsync(() => Task.FromResult(first.HeldCount == 1 && second.HeldCount == 1));
        await harness.RunForAsync(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 10; i++) harness.Kinesis.Put(shards[i % 2], $"record-{i}");

        // What arrives at the very time asked for is not asked for.
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        var asked = harness.Time.GetUtcNow();
        Assert.True(await first.Flushes.RequestAsync(ArchiverHarness.Stream, asked, default));
        await harness.RunUntilArchivedAsync(10);

        Assert.True(harness.Time.GetUtcNow() - asked < TimeSpan.FromMinutes(1));
        await harness.AssertArchivedOnceAsync(10);
    }

    [Fact]
    public async Task Flush_OfAStreamNobodyReads_SaysSo()
    {
        await using var harness = new ArchiverHarness();
        await using var service = new Service(harness, "first");

        Assert.False(await service.Flushes.RequestAsync(new("nowhere"), harness.Time.GetUtcNow(), default));
    }

    [Fact]
    public async Task FlushWait_OnTwoArchivers_EndsWhenAllOfItIsInTheTable()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shards = Enumerable.Range(0, 2).Select(number => harness.Kinesis.AddShard(number)).ToList();
        await using var first = new Service(harness, "first");
        await using var second = new Service(harness, "second");
        await harness.RunUntilAsync(() => Task.FromResult(first.HeldCount == 1 && second.HeldCount == 1));
        await harness.RunForAsync(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 10; i++) harness.Kinesis.Put(shards[i % 2], $"record-{i}");
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        var asked = harness.Time.GetUtcNow();

        var looked = await RunAsync(harness, first.Wait.FlushAsync(ArchiverHarness.Stream, asked, TimeSpan.Zero, default));
        var waited = await RunAsync(harness, first.Wait.FlushAsync(ArchiverHarness.Stream, asked, TimeSpan.FromMinutes(1), default));
        var again = await RunAsync(harness, second.Wait.FlushAsync(ArchiverHarness.Stream, asked, TimeSpan.Zero, default));

        Assert.False(looked.IsCommitted);
        Assert.NotEmpty(looked.ShardsBehind);
        Assert.Equal((true, 10, 0), (waited.IsCommitted, waited.ArchivedRecords, waited.ShardsBehind.Count));
        Assert.Equal((true, 0, waited.TableVersion), (again.IsCommitted, again.AddedRecords, again.TableVersion));
        await harness.AssertArchivedOnceAsync(10);
    }

    [Fact]
    public async Task FlushWait_OfAStreamThatIsPaused_SaysSoInsteadOfWaiting()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.AddShard(0);
        await harness.Settings.PutAsync(ArchiverHarness.Stream, new() { Enabled = false }, new PutCondition.IfAbsent(), default);
        await using var service = new Service(harness, "first");

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => service.Wait.FlushAsync(ArchiverHarness.Stream, harness.Time.GetUtcNow(), TimeSpan.FromMinutes(1), default));

        Assert.Equal(FailureKind.Conflict, refusal.Kind);
        Assert.Contains("paused", refusal.Message, StringComparison.Ordinal);

        harness.Kinesis.Exists = false;
        var missing = await Assert.ThrowsAsync<PlatformException>(() => service.Wait.FlushAsync(ArchiverHarness.Stream, harness.Time.GetUtcNow(), TimeSpan.FromMinutes(1), default));
        Assert.Equal(FailureKind.NotFound, missing.Kind);
    }

    [Theory]
    [InlineData("host", null, "host")]
    [InlineData("host", "http://127.0.0.1:8083", "host-8083")]
    [InlineData("ho st", "http://+:80;https://[::1]:8443/", "ho_st-80-8443")]
    public void WorkerName_OfMachineAndUrls_IsTheSameEveryTime(string machine, string? urls, string expected) => Assert.Equal(expected, WorkerName.Of(machine, urls));

    private static async Task<FlushView> RunAsync(ArchiverHarness harness, Task<FlushView> flush)
    {
        await harness.RunUntilAsync(() => Task.FromResult(flush.IsCompleted));
        return await flush;
    }

    /// <summary>An archiver process. Disposing kills it: it hands nothing over.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly LeaseCoordinator _leases;
        private readonly Task _leasing;

        public Service(ArchiverHarness harness, string name)
        {
            _leases = new(harness.Store, "archive/_leases/", name, ["*"], LeaseOptions, harness.Time, Guid.NewGuid, NullLogger<LeaseCoordinator>.Instance);
            Supervisor = harness.NewSupervisor(_leases);
            Flushes = new(Supervisor, _leases, new(harness.Store, Options.Create(new ArchiveOptions())), Options.Create(harness.Options), harness.Time, NullLogger<FlushService>.Instance);
            var catalog = harness.NewCatalog();
            Wait = new(new(catalog, harness.Time), Flushes, harness.Kinesis, catalog, harness.Settings);
            _leasing = _leases.RunAsync(_stop.Token);
            Supervisor.StartAsync(default);
            Flushes.StartAsync(default);
        }

        public StreamSupervisor Supervisor { get; }

        public FlushService Flushes { get; }

        public FlushWait Wait { get; }

        public int HeldCount => _leases.Current.HeldOf(ArchiverHarness.Stream.Value).Count;

        public async ValueTask DisposeAsync()
        {
            if (_stop.IsCancellationRequested) return;
            await _stop.CancelAsync();
            await _leasing;
            await Flushes.StopAsync(default);
            await Supervisor.StopAsync(default);
            Flushes.Dispose();
            Supervisor.Dispose();
        }
    }
}
