using KinesisPlatform.TestKit;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>Shards that vanish, streams that are deleted, created again or not there.</summary>
public sealed class StreamLifeTests
{
    [Fact]
    public async Task Run_UnfinishedShardVanishes_RecordsTheGapAndGoesOnWithItsChild()
    {
        await using var harness = new ArchiverHarness();
        var parent = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(parent, "record-0");
        await harness.RunUntilArchivedAsync(1);
        await harness.StopAllAsync();

        harness.Kinesis.Put(parent, "lost");
        var child = harness.Kinesis.AddShard(1, parent);
        harness.Kinesis.Put(child, "record-1");
        harness.Kinesis.Trim(parent);
        harness.Time.Advance(TimeSpan.FromHours(30));
        harness.Start();
        await harness.RunUntilArchivedAsync(2);

        var checkpoints = (await harness.VersionAsync())!.Checkpoints!;
        var gap = Assert.Single(checkpoints.Gaps);
        Assert.Equal(parent, gap.ShardId);
        Assert.True(gap.From < gap.To);
        Assert.True(checkpoints.IsForgotten(parent) || checkpoints.Shards[parent].IsEnded);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_ArchivedShardPassesTheRetention_LeavesTheCheckpointsWithoutAGap()
    {
        await using var harness = new ArchiverHarness();
        var parent = harness.Kinesis.AddShard(0);
        // Another archiver, which reads nothing, sees the shard go as well.
        harness.Start();
        harness.Start(new FakeLeases());
        harness.Kinesis.Put(parent, "record-0");
        var (left, right) = (harness.Kinesis.AddShard(1, parent), harness.Kinesis.AddShard(2, parent));
        harness.Kinesis.Close(parent);
        harness.Kinesis.Put(left, "record-1");
        harness.Kinesis.Put(right, "record-2");
        await harness.RunUntilArchivedAsync(3);

        harness.Kinesis.Trim(parent);
        await harness.RunUntilAsync(async () => (await harness.VersionAsync())!.Checkpoints!.IsForgotten(parent));
        harness.Kinesis.Put(left, "record-3");
        await harness.RunUntilArchivedAsync(4);

        var checkpoints = (await harness.VersionAsync())!.Checkpoints!;
        Assert.Equal([left, right], checkpoints.Shards.Keys.Order());
        Assert.Empty(checkpoints.Gaps);
        Assert.False(harness.Completion.IsFaulted);
        await harness.AssertArchivedOnceAsync(4);
    }

    [Fact]
    public async Task Run_StreamIsDeletedAndCreatedAgain_EndsSoThatItsSuccessorStartsAfresh()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        harness.Kinesis.Trim(shard);
        harness.Kinesis.AddShard(0);
        harness.Kinesis.CreatedAt = harness.Time.GetUtcNow();
        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));
        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Completion);
        Assert.Equal(FailureKind.Conflict, error.Kind);

        harness.Start();
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunUntilArchivedAsync(2);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_StreamIsDeleted_ArchivesWhatWasReadBeforeItEnds()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        harness.Kinesis.Exists = false;
        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));

        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Completion);
        Assert.Equal(FailureKind.NotFound, error.Kind);
        await harness.AssertArchivedOnceAsync(1);
    }

    [Fact]
    public async Task Run_StreamIsCreatedAgainWhileRecordsAreBuffered_ArchivesThoseOfBothOnce()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var (old, busy) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        var archiver = harness.Start();
        harness.Kinesis.Put(old, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        // The new stream's record is read by the old one's feed before the change shows.
        harness.Kinesis.Trim(old);
        harness.Kinesis.AddShard(0);
        harness.Kinesis.CreatedAt = harness.Time.GetUtcNow();
        harness.Kinesis.Put(busy, "record-1");
        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(10);
        harness.Start();
        await harness.RunUntilArchivedAsync(2);

        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_ChildWasNeverRead_AsksForItFromWhenItsParentWasLastRead()
    {
        await using var harness = new ArchiverHarness();
        var parent = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(parent, "record-0");
        await harness.RunUntilArchivedAsync(1);
        await harness.StopAllAsync();
        var readUpTo = (await harness.VersionAsync())!.Checkpoints!.Shards[parent].ReadUpTo;

        // Split, archived by nobody, and gone: the child may have lost records as well.
        var child = harness.Kinesis.AddShard(1, parent);
        harness.Kinesis.Trim(parent);
        harness.Time.Advance(TimeSpan.FromHours(30));
        harness.Kinesis.PositionsAsked.Clear();
        harness.Start();
        harness.Kinesis.Put(child, "record-1");
        await harness.RunUntilArchivedAsync(2);

        Assert.Equal(new Streams.ReadPosition.After(null, readUpTo), Assert.Single(harness.Kinesis.PositionsAsked));
    }

    [Fact]
    public async Task Run_NothingWasEverRead_AsksFromWhenArchivingBegan()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Kinesis.ReadError = new PlatformException(FailureKind.Unavailable, "Throttled.");
        harness.Start();
        await harness.RunUntilAsync(() => Task.FromResult(harness.Kinesis.PositionsAsked.Count > 0));
        await harness.StopAllAsync();
        var began = harness.Kinesis.PositionsAsked[^1];

        // Maintenance commits to the empty table; by then what came first may have passed the retention.
        harness.Time.Advance(TimeSpan.FromHours(30));
        await (await harness.NewCatalog().OpenAsync(ArchiverHarness.Stream, default))!.SweepAsync(isDryRun: false, default);
        harness.Kinesis.ReadError = null;
        harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        Assert.Equal(began, harness.Kinesis.PositionsAsked[^1]);
    }

    [Fact]
    public async Task Run_ParentThatTheTableDoesNotKnowVanished_RecordsItsGap()
    {
        await using var harness = new ArchiverHarness();
        var known = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(known, "record-0");
        await harness.RunUntilArchivedAsync(1);
        await harness.StopAllAsync();

        var unseen = new ShardId("shardId-000000000001");
        var child = harness.Kinesis.AddShard(2, unseen);
        harness.Time.Advance(TimeSpan.FromHours(30));
        harness.Start();
        harness.Kinesis.Put(child, "record-1");
        await harness.RunUntilArchivedAsync(2);

        Assert.Equal(unseen, Assert.Single((await harness.VersionAsync())!.Checkpoints!.Gaps).ShardId);
    }

    [Fact]
    public async Task Run_ChildOfAForgottenParent_IsReadWithoutAGap()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(1);
        var (parent, other) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        harness.Start();
        harness.Kinesis.Put(parent, "record-0");
        harness.Kinesis.Put(other, "record-1");
        harness.Kinesis.Close(parent);
        await harness.RunUntilAsync(async () => (await harness.VersionAsync())?.Checkpoints is { } map && map.Shards.ContainsKey(other) && map.Shards.GetValueOrDefault(parent) is { IsEnded: true });
        harness.Kinesis.Trim(parent);
        await harness.RunUntilAsync(async () => (await harness.VersionAsync())!.Checkpoints!.IsForgotten(parent));

        // Listed late: as a list of shards lags behind.
        var child = harness.Kinesis.AddShard(2, parent);
        harness.Kinesis.Put(child, "record-2");
        await harness.RunUntilArchivedAsync(3);

        var map = (await harness.VersionAsync())!.Checkpoints!;
        Assert.Empty(map.Gaps);
        Assert.Equal([other, child], map.Shards.Keys.Order());
        await harness.AssertArchivedOnceAsync(3);
    }

    [Fact]
    public async Task Run_StreamIsCreatedAgainAndReadByAYoungerIterator_ArchivesItsRecordsOnce()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(1);
        harness.Options.DiscoveryInterval = TimeSpan.FromMinutes(1);
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        // Nothing tells the archiver that its new iterator is another stream's.
        harness.Kinesis.Trim(shard);
        harness.Kinesis.AddShard(0);
        harness.Kinesis.CreatedAt = harness.Time.GetUtcNow();
        harness.Kinesis.OpenedTimestamp = harness.Time.GetTimestamp();
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));
        harness.Start();
        await harness.RunUntilArchivedAsync(2);

        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_StreamIsBeingDeleted_RecordsNoGapAndReadsOn()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        harness.Kinesis.IsBeingDeleted = true;
        await harness.RunForAsync(harness.Options.DiscoveryInterval * 2);
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunUntilArchivedAsync(2);

        Assert.Empty((await harness.VersionAsync())!.Checkpoints!.Gaps);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_StreamDoesNotExist_SaysSo()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.Exists = false;
        harness.Start();

        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Completion);

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
    }
}
