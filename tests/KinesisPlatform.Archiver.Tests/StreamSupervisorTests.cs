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
}
