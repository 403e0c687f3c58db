using KinesisPlatform.Archiver.Supervision;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.Archiver.Tests;

public sealed class StreamSupervisorTests
{
    [Fact]
    public async Task Discover_StreamIsDeleted_LetsGoOfItOnlyWhenItsRecordsAreArchived()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        // The stream is found missing before its own archiver asks for it again.
        harness.Options.DiscoveryInterval = TimeSpan.FromSeconds(1);
        var shard = harness.Kinesis.AddShard(0);
        using var supervisor = harness.NewSupervisor();
        await supervisor.StartAsync(default);
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.BufferedRecords == 1));

        harness.Store.RefusedPuts = 3;
        harness.Kinesis.Exists = false;
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.Statuses.Count == 0));

        Assert.Single(await harness.ArchivedAsync());
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Discover_NamedStreamIsDeletedAndCreatedAgain_LetsGoOfItAndTakesItUp()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        using var supervisor = harness.NewSupervisor("orders");
        await supervisor.StartAsync(default);
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        harness.Kinesis.Exists = false;
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "missing"));
        Assert.Equal(HealthStatus.Healthy, (await new ArchivingHealthCheck(supervisor).CheckHealthAsync(new())).Status);

        harness.Kinesis.Exists = true;
        harness.Kinesis.CreatedAt = harness.Time.GetUtcNow();
        harness.Kinesis.Trim(shard);
        harness.Kinesis.AddShard(0);
        harness.Kinesis.Put(shard, "record-1");
        var created = harness.Time.GetUtcNow();
        await harness.RunUntilArchivedAsync(2);

        Assert.True(harness.Time.GetUtcNow() - created < harness.Options.DiscoveryInterval + harness.Options.BufferAgeMax + TimeSpan.FromSeconds(2));
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Discover_NamedStreamWasNeverThere_IsDegradedUntilItIs()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.Exists = false;
        using var supervisor = harness.NewSupervisor("orders");
        await supervisor.StartAsync(default);
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "missing"));
        Assert.Equal(HealthStatus.Degraded, (await new ArchivingHealthCheck(supervisor).CheckHealthAsync(new())).Status);

        harness.Kinesis.AddShard(0);
        harness.Kinesis.Exists = true;
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "running"));

        Assert.Equal(HealthStatus.Healthy, (await new ArchivingHealthCheck(supervisor).CheckHealthAsync(new())).Status);
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Run_StreamIsStillBeingCreated_ReadsItSoonAfterItIsActive()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.DiscoveryInterval = TimeSpan.FromMinutes(1);
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(1);
        var shard = harness.Kinesis.AddShard(0);
        harness.Kinesis.IsBeingCreated = true;
        var archiver = harness.Start();
        await harness.RunForAsync(TimeSpan.FromSeconds(10));

        harness.Kinesis.IsBeingCreated = false;
        harness.Kinesis.Put(shard, "record-0");
        var active = harness.Time.GetUtcNow();
        await harness.RunUntilArchivedAsync(1);

        Assert.True(harness.Time.GetUtcNow() - active < harness.Options.DiscoveryInterval / 2);
    }
}
