using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Tests;

public sealed class StreamArchiverTests
{
    [Fact]
    public async Task Run_RecordsOnTwoShards_ArchivesEachOnceInShardOrder()
    {
        await using var harness = new ArchiverHarness();
        var (a, b) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        harness.Start();

        for (var i = 0; i < 20; i++) harness.Kinesis.Put(i % 2 == 0 ? a : b, $"record-{i}");
        await harness.RunUntilArchivedAsync(20);

        await harness.AssertArchivedOnceAsync(20);
    }

    [Fact]
    public async Task Run_RecordsKeepArriving_CommitsByAgeAndAnnouncesEachVersion()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();

        for (var i = 0; i < 3; i++)
        {
            harness.Kinesis.Put(shard, $"record-{i}");
            await harness.RunUntilArchivedAsync(i + 1);
        }

        Assert.Equal([1L, 2L, 3L], harness.Announced.Select(version => version.RecordCount));
    }

    [Fact]
    public async Task Run_FirstJsonRecords_GiveTheTableItsFields()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, "no JSON");
        await harness.RunUntilArchivedAsync(1);
        await harness.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Null((await harness.VersionAsync())!.Fields);

        harness.Kinesis.Put(shard, """{"origin":"VIE","delay":7}""");
        await harness.RunUntilAsync(async () => (await harness.VersionAsync())?.Fields is not null);
        Assert.Equal(["origin:Text", "delay:Whole"], await FieldsAsync(harness));

        // What later records hold besides is found when they are merged: no commit goes there again.
        harness.Kinesis.Put(shard, """{"gate":"B7"}""");
        await harness.RunUntilArchivedAsync(3);
        await harness.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["origin:Text", "delay:Whole"], await FieldsAsync(harness));
    }

    [Fact]
    public async Task Run_FirstJsonRecordsWithMaintenanceDisabled_GiveTheTableNoFields()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.MaintenanceEnabled = false;
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, """{"origin":"VIE"}""");
        await harness.RunUntilArchivedAsync(1);
        await harness.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Null((await harness.VersionAsync())!.Fields);
    }

    private static async Task<IEnumerable<string>> FieldsAsync(ArchiverHarness harness) => (await harness.VersionAsync())!.Fields!.Members.Select(field => $"{field.Name}:{field.Type}");

    [Fact]
    public async Task Run_BufferIsFull_CommitsBeforeItsAge()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        harness.Options.BufferBytesMax = 1 << 20;
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();

        var started = harness.Time.GetUtcNow();
        harness.Kinesis.Put(shard, new string('x', 1 << 20));
        await harness.RunUntilArchivedAsync(1);

        Assert.True(harness.Time.GetUtcNow() - started < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task RequestFlush_RecordsAreBuffered_CommitsThemBeforeTheirAge()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.State == "running"));
        harness.Kinesis.Put(shard, "record");
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        var upTo = harness.Time.GetUtcNow();
        await archiver.RequestFlushAsync(upTo, default);
        await harness.RunUntilArchivedAsync(1);

        var checkpoint = (await harness.VersionAsync())!.Checkpoints!.Shards[shard];
        Assert.True(checkpoint.ReadUpTo >= upTo);
        Assert.True(harness.Time.GetUtcNow() - upTo < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Run_StoppedBeforeCommit_SuccessorArchivesEverythingOnce()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunForAsync(TimeSpan.FromSeconds(2));

        await harness.StopAllAsync();
        harness.Start();
        harness.Kinesis.Put(shard, "record-2");
        await harness.RunUntilArchivedAsync(3);

        await harness.AssertArchivedOnceAsync(3);
    }

    [Fact]
    public async Task Run_TwoArchiversOnOneStream_ArchiveEachRecordOnce()
    {
        await using var harness = new ArchiverHarness();
        var (a, b) = (harness.Kinesis.AddShard(0), harness.Kinesis.AddShard(1));
        harness.Start();
        harness.Start();

        for (var i = 0; i < 60; i++)
        {
            harness.Kinesis.Put(i % 2 == 0 ? a : b, $"record-{i}");
            await harness.RunForAsync(TimeSpan.FromSeconds(1));
        }
        await harness.RunUntilArchivedAsync(60);

        await harness.AssertArchivedOnceAsync(60);
    }

    [Fact]
    public async Task Run_ShardIsSplit_ChildrenFollowTheirParentInTheTable()
    {
        await using var harness = new ArchiverHarness();
        var parent = harness.Kinesis.AddShard(0);
        harness.Start();
        harness.Kinesis.Put(parent, "record-0");
        var (left, right) = (harness.Kinesis.AddShard(1, parent), harness.Kinesis.AddShard(2, parent));
        harness.Kinesis.Close(parent);
        harness.Kinesis.Put(left, "record-1");
        harness.Kinesis.Put(right, "record-2");

        await harness.RunUntilArchivedAsync(3);

        var archived = await harness.ArchivedAsync();
        Assert.StartsWith(parent.Value, archived[0]);
        Assert.True((await harness.VersionAsync())!.Checkpoints!.Shards[parent].IsEnded);
        await harness.AssertArchivedOnceAsync(3);
    }

    [Fact]
    public async Task Run_CommitResponseIsLost_DoesNotArchiveTwice()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        await harness.RunForAsync(TimeSpan.FromSeconds(1));

        harness.Store.LostPointerResponses = 1;
        for (var i = 0; i < 5; i++) harness.Kinesis.Put(shard, $"record-{i}");
        await harness.RunUntilArchivedAsync(5);
        harness.Kinesis.Put(shard, "record-5");
        await harness.RunUntilArchivedAsync(6);

        Assert.Equal(0, harness.Store.LostPointerResponses);
        await harness.AssertArchivedOnceAsync(6);
    }

    [Fact]
    public async Task Run_StoreIsDown_KeepsTheBufferAndCommitsWhenItIsBack()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        await harness.RunForAsync(TimeSpan.FromSeconds(1));

        harness.Store.RefusedPuts = 1000;
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(harness.Store.RefusedCount > 0 && archiver.Status.State == "retrying"));
        harness.Store.RefusedPuts = 0;
        await harness.RunUntilArchivedAsync(1);

        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.State == "running"));
        await harness.AssertArchivedOnceAsync(1);
    }

    [Fact]
    public async Task Run_ReadingFails_GoesOnAfterWhatIsBuffered()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        var first = harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        harness.Kinesis.NextReadError = new PlatformException(FailureKind.Unavailable, "Throttled.");
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunUntilArchivedAsync(2);

        Assert.Contains(harness.Kinesis.PositionsAsked.OfType<ReadPosition.After>(), position => position.SequenceNumber == first);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_StreamIsIdle_CommitsItsPositionNowAndThen()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.IdleCommitInterval = TimeSpan.FromSeconds(20);
        var shard = harness.Kinesis.AddShard(0);
        harness.Start();
        var started = harness.Time.GetUtcNow();

        await harness.RunUntilAsync(async () => (await harness.VersionAsync())?.Checkpoints?.Shards[shard].ReadUpTo > started + TimeSpan.FromSeconds(30));

        Assert.Equal(0, (await harness.VersionAsync())!.RecordCount);
    }

    [Fact]
    public async Task RequestFlush_ArchiverHasEnded_DoesNotWaitForIt()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.Exists = false;
        var archiver = harness.Start();
        await Assert.ThrowsAsync<PlatformException>(() => harness.Completion);

        for (var i = 0; i <= harness.Options.QueuedBatchesMax; i++)
            await archiver.RequestFlushAsync(harness.Time.GetUtcNow(), default).AsTask().WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Run_ReadingIsRefused_EndsWithTheReason()
    {
        await using var harness = new ArchiverHarness();
        harness.Kinesis.AddShard(0);
        harness.Kinesis.NextReadError = new PlatformException(FailureKind.Invalid, "AWS denies access to the shard.");
        harness.Start();

        await harness.RunUntilAsync(() => Task.FromResult(harness.Completion.IsCompleted));

        var error = await Assert.ThrowsAsync<PlatformException>(() => harness.Completion);
        Assert.Equal(FailureKind.Invalid, error.Kind);
        Assert.Contains("AWS denies access to the shard.", error.Message, StringComparison.Ordinal);
    }
}
