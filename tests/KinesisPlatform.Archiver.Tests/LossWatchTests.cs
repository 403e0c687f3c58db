using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Archiver.Loss;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>The danger of loss, on virtual time.</summary>
public sealed class LossWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ShardId A = new("shardId-000000000000"), B = new("shardId-000000000001");

    [Fact]
    public async Task Run_IdleStream_IsInNoDanger()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.AddShard(0);
        using var supervisor = harness.NewSupervisor();
        await supervisor.StartAsync(default);
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "running"));

        await harness.RunForAsync(TimeSpan.FromMinutes(2));

        Assert.InRange(supervisor.StatusOf(ArchiverHarness.Stream)!.IteratorAgeSeconds!.Value, 0, 2);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(supervisor));
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Run_StoreIsDown_HealthGoesByTheOldestRecordThatIsNotCommitted()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.Retention = TimeSpan.FromMinutes(2);
        var shard = harness.Kinesis.AddShard(0);
        using var supervisor = harness.NewSupervisor();
        await supervisor.StartAsync(default);
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "running"));

        harness.Store.RefusedPuts = 100_000;
        harness.Kinesis.Put(shard, "record-0");
        var put = harness.Time.GetUtcNow();
        await harness.RunUntilAsync(async () => await HealthAsync(supervisor) == HealthStatus.Unhealthy);

        var status = supervisor.StatusOf(ArchiverHarness.Stream)!;
        Assert.InRange(harness.Time.GetUtcNow() - put, TimeSpan.FromSeconds(96), TimeSpan.FromSeconds(97));
        Assert.InRange(status.IteratorAgeSeconds!.Value, 95, 97);
        Assert.InRange(status.RetentionUsed!.Value, 0.79, 0.82);

        harness.Store.RefusedPuts = 0;
        await harness.RunUntilAsync(async () => await HealthAsync(supervisor) == HealthStatus.Healthy);
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Run_ReadingFails_HealthGoesByWhatWasReadLast()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.Retention = TimeSpan.FromMinutes(2);
        harness.Kinesis.AddShard(0);
        using var supervisor = harness.NewSupervisor();
        await supervisor.StartAsync(default);
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.StatusOf(ArchiverHarness.Stream)?.State == "running"));

        harness.Kinesis.ReadError = new PlatformException(FailureKind.Unavailable, "Throttled.");
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.Dangers().Any(stream => stream.Danger.Level == LossLevel.Degraded)));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(supervisor));
        await harness.RunUntilAsync(() => Task.FromResult(supervisor.Dangers().Any(stream => stream.Danger.Level == LossLevel.Unhealthy)));
        await supervisor.StopAsync(default);
    }

    [Fact]
    public async Task Run_NothingWasEverRead_TheNextArchiverCountsOn()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.AddShard(0);
        harness.Kinesis.ReadError = new PlatformException(FailureKind.Unavailable, "Throttled.");
        using (var first = harness.NewSupervisor())
        {
            await first.StartAsync(default);
            await harness.RunUntilAsync(() => Task.FromResult(first.StatusOf(ArchiverHarness.Stream)?.State == "retrying"));
            await first.StopAsync(default);
        }
        harness.Time.Advance(TimeSpan.FromHours(13));
        using var second = harness.NewSupervisor();
        await second.StartAsync(default);
        await harness.RunUntilAsync(() => Task.FromResult(second.StatusOf(ArchiverHarness.Stream)?.State == "retrying"));

        var (_, danger) = Assert.Single(second.Dangers());
        Assert.Equal(LossLevel.Degraded, danger.Level);
        Assert.InRange(danger.IteratorAge, TimeSpan.FromHours(13), TimeSpan.FromHours(13.1));
        await second.StopAsync(default);
    }

    [Fact]
    public void Observe_NewArchiverKnowsNothingYet_RemembersWhatTheOneBeforeReported()
    {
        var time = new TestKit.FakeTimeProvider(Noon);
        var watch = new LossWatch(ArchiverHarness.Stream, new(), time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        watch.Observe(StreamStatus.Of(ArchiverHarness.Stream, "running") with { UnarchivedSince = Noon, Retention = TimeSpan.FromHours(24) });

        time.Advance(TimeSpan.FromHours(12));

        var danger = watch.Observe(StreamStatus.Of(ArchiverHarness.Stream, "starting"))!;
        Assert.Equal((LossLevel.Degraded, TimeSpan.FromHours(12), TimeSpan.FromHours(12)), (danger.Level, danger.IteratorAge, danger.TimeLeft));
        time.Advance(TimeSpan.FromHours(7.2));
        Assert.Equal(LossLevel.Unhealthy, watch.Observe(StreamStatus.Of(ArchiverHarness.Stream, "starting"))!.Level);
    }

    [Fact]
    public void Since_BufferedRecords_CountsFromTheFirst()
    {
        var shard = Shard(A, Noon.AddHours(-3));
        shard.Add(Batch(A, Noon, Noon.AddHours(-2), Noon.AddHours(-1)), Room());

        Assert.Equal(Noon.AddHours(-2), Since([shard], Listed(A)));
    }

    [Fact]
    public void Since_NothingBuffered_CountsFromTheTimeReadUpTo()
    {
        var shard = Shard(A, Noon.AddHours(-3));
        shard.Add(Batch(A, Noon.AddMinutes(-1)), Room());

        Assert.Equal(Noon.AddMinutes(-1), Since([shard], Listed(A)));
    }

    [Fact]
    public void Since_SeveralShards_TheOldestCounts() =>
        Assert.Equal(Noon.AddHours(-5), Since([Shard(A, Noon.AddHours(-5)), Shard(B, Noon)], Listed(A), Listed(B)));

    [Fact]
    public void Since_ShardArchivedToItsEnd_CountsNoMore() =>
        Assert.Null(Since([Shard(A, Noon.AddHours(-5), isEnded: true)], Listed(A)));

    [Fact]
    public void Since_ChildNeverRead_CountsFromTheEndOfItsParent() =>
        Assert.Equal(Noon.AddHours(-5), Since([Shard(A, Noon.AddHours(-5), isEnded: true), new(B, null, Noon) { IsHeld = true }], Listed(A), Listed(B, A)));

    [Fact]
    public void Since_ChildOfAShardThatIsStillRead_LeavesItToTheParent() =>
        Assert.Equal(Noon.AddHours(-5), Since([Shard(A, Noon.AddHours(-5)), new(B, null, Noon.AddHours(-9)) { IsHeld = true }], Listed(A), Listed(B, A)));

    [Fact]
    public void Since_NeverReadWithoutParents_CountsFromWhenItWasFirstSeen() =>
        Assert.Equal(Noon, Since([new(A, null, Noon) { IsHeld = true }], Listed(A)));

    [Fact]
    public void Since_NothingOfTheStreamIsArchived_CountsFromWhenThatBegan() =>
        Assert.Equal(Noon.AddDays(-1), UnarchivedRecords.Since(new Dictionary<ShardId, ShardProgress> { [A] = new(A, null, Noon) { IsHeld = true } }, [Listed(A)], Noon.AddDays(-1), Noon.AddHours(-1)));

    [Theory]
    [InlineData(-0.9, false)]
    [InlineData(-1.1, true)]
    public void Since_ShardOfAnotherArchiver_CountsWhenItsCheckpointIsTooOld(double hours, bool counts)
    {
        var shard = Shard(A, Noon.AddHours(hours));
        shard.IsHeld = false;

        Assert.Equal(counts ? Noon.AddHours(hours) : null, Since([shard], Listed(A)));
    }

    private static BufferRoom Room() => new(new(1 << 20), 100);

    private static async Task<HealthStatus> HealthAsync(StreamSupervisor supervisor) =>
        (await new ArchivingHealthCheck(supervisor).CheckHealthAsync(new())).Status;

    private static DateTimeOffset? Since(ShardProgress[] shards, params ShardDescription[] listed) => UnarchivedRecords.Since(shards.ToDictionary(shard => shard.ShardId), listed, null, Noon.AddHours(-1));

    private static ShardProgress Shard(ShardId id, DateTimeOffset readUpTo, bool isEnded = false) => new(id, new(id, null, isEnded, readUpTo), Noon) { IsHeld = true };

    private static ShardDescription Listed(ShardId id, params ShardId[] parents) => new(id, parents, 0, UInt128.MaxValue, false);

    private static ShardBatch Batch(ShardId shard, DateTimeOffset readUpTo, params DateTimeOffset[] arrivals)
    {
        var records = arrivals.Select((at, i) => new StreamRecord(shard, SequenceNumber.Parse($"{i + 1}"), 0, "key"u8.ToArray(), null, at, "data"u8.ToArray())).ToList();
        return new(shard, records, records.Count > 0 ? records[^1].SequenceNumber : null, readUpTo, TimeSpan.Zero, null, null);
    }
}
