using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>Shards that change hands between archivers.</summary>
public sealed class StreamLeaseTests
{
    private const string Other = "other";

    private readonly FakeLeases _here = new(ArchiverHarness.Stream.Value);
    private readonly FakeLeases _there = new(ArchiverHarness.Stream.Value);

    [Fact]
    public async Task Run_ShardGoesToAnotherArchiver_CommitsWhatWasReadAndTheOtherGoesOnThere()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var (kept, given) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        GiveThere(kept, Other);
        GiveThere(given, Other);
        var archiver = harness.Start(_here);
        harness.Kinesis.Put(kept, "record-0");
        var last = harness.Kinesis.Put(given, "record-1");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 2));

        _here.Give(ArchiverHarness.Stream.Value, given.Value, Other);
        await harness.RunUntilArchivedAsync(2);
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(5);
        _there.Give(ArchiverHarness.Stream.Value, given.Value, null);
        harness.Start(_there);
        harness.Kinesis.Put(given, "record-2");
        await harness.RunUntilAsync(() => Task.FromResult(harness.Kinesis.PositionsAsked.OfType<ReadPosition.After>().Any(position => position.SequenceNumber == last)));

        await harness.RunUntilArchivedAsync(3);
        Assert.Equal([FakeLeases.Worker, Other], archiver.Status.Shards.Select(shard => shard.Worker));
        await harness.AssertArchivedOnceAsync(3);
    }

    [Fact]
    public async Task Run_EveryShardGoesToOthers_CommitsAndEnds()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start(_here);
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        _here.Give(ArchiverHarness.Stream.Value, shard.Value, Other);
        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));

        await harness.Completion;
        await harness.AssertArchivedOnceAsync(1);
    }

    [Fact]
    public async Task Run_TwoArchiversHoldTheSameShard_ArchivesEachRecordOnce()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start(_here);
        harness.Start(_there);

        for (var i = 0; i < 30; i++)
        {
            harness.Kinesis.Put(shard, $"record-{i}");
            await harness.RunForAsync(TimeSpan.FromSeconds(1));
        }

        await harness.AssertArchivedOnceAsync(30);
    }

    [Fact]
    public async Task Run_ParentIsReadByAnotherArchiver_ReadsTheChildWhenThatHasEnded()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(5);
        var parent = harness.Kinesis.AddShard(0);
        var child = harness.Kinesis.AddShard(1, parent);
        _here.Give(ArchiverHarness.Stream.Value, child.Value, Other);
        GiveThere(parent, Other);
        harness.Kinesis.Put(parent, "record-0");
        harness.Kinesis.Put(child, "record-1");
        var archiver = harness.Start(_here);
        harness.Start(_there);
        await harness.RunUntilArchivedAsync(1);
        await harness.RunForAsync(TimeSpan.FromSeconds(20));
        Assert.Single(harness.Kinesis.PositionsAsked);

        harness.Kinesis.Close(parent);
        var closed = harness.Time.GetUtcNow();
        await harness.RunUntilArchivedAsync(2);

        Assert.True(harness.Time.GetUtcNow() - closed < TimeSpan.FromSeconds(10));
        Assert.True(archiver.Status.Shards[0].Ended);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task RequestFlush_OtherArchiversShardIsNotRead_FlushesWhatIsHeld()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var (held, other) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        _here.Give(ArchiverHarness.Stream.Value, other.Value, Other);
        var archiver = harness.Start(_here);
        harness.Kinesis.Put(held, "record-0");
        harness.Kinesis.Put(other, "not read here");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        await archiver.RequestFlushAsync(harness.Time.GetUtcNow(), default);

        await harness.RunUntilArchivedAsync(1);
        await harness.AssertArchivedOnceAsync(1);
    }

    [Fact]
    public async Task Run_ShardVanishedThatAnotherReadAMomentAgo_RecordsNoGap()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        var second = harness.Kinesis.AddShard(1);
        harness.Start(_here);
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);
        await harness.StopAllAsync();

        // The listing is behind: the shard is in the table, but not in it.
        harness.Kinesis.Trim(shard);
        harness.Start(_there);
        harness.Kinesis.Put(second, "record-1");
        await harness.RunUntilArchivedAsync(2);

        var checkpoints = (await harness.VersionAsync())!.Checkpoints!;
        Assert.Empty(checkpoints.Gaps);
        Assert.False(checkpoints.Shards[shard].IsEnded);
    }

    private void GiveThere(ShardId shard, string? worker) => _there.Give(ArchiverHarness.Stream.Value, shard.Value, worker);
}
