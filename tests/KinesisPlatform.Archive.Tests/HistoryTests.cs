using KinesisPlatform.Archive.Iceberg;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class HistoryTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Pin_OfAnEarlierVersion_GivesItsFilesAndCheckpointsExactly()
    {
        _archive.Options.SnapshotCountMax = 2;
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 5));
        // A checkpoint that moves without a snapshot is part of what is pinned.
        var version = (await AppendAsync(table, new ShardAppend(Checkpoint(Shard0, 5), Checkpoint(Shard0, 5, isEnded: true), [], []))).Version;

        var pinned = await table.PinAsync("query-1", version, CancellationToken.None);
        for (var i = 0; i < 5; i++) await AppendAsync(table, Append(Shard1, i, i + 1));

        var loaded = await (await _archive.OpenAsync()).LoadPinnedAsync("query-1", CancellationToken.None);
        Assert.Equal(version, pinned);
        Assert.Equal(version.SnapshotId, loaded!.SnapshotId);
        Assert.Equal((version.Version, version.MetadataKey, version.RecordCount), (loaded.Version, loaded.MetadataKey, loaded.RecordCount));
        Assert.Equal(version.Checkpoints!.Shards, loaded.Checkpoints!.Shards);
        Assert.Equal(5, (await _archive.ReadAsync(table, loaded)).Count);
        Assert.Contains((await _archive.ReadMetadataAsync(table)).Snapshots, snapshot => snapshot.SnapshotId == version.SnapshotId);
        Assert.Equal("tag", (await _archive.ReadMetadataAsync(table)).Refs["query-1"].Type);
    }

    [Fact]
    public async Task Pin_TwiceUnderOneName_KeepsTheFirst()
    {
        var table = await _archive.OpenAsync();
        var first = (await AppendAsync(table, Append(Shard0, 0, 5))).Version;
        await table.PinAsync("replay", first, CancellationToken.None);
        var second = (await AppendAsync(table, Append(Shard0, 5, 6))).Version;

        var pinned = await table.PinAsync("replay", second, CancellationToken.None);

        Assert.Equal(first.SnapshotId, pinned.SnapshotId);
        Assert.Equal(first.Version, pinned.Version);
    }

    [Fact]
    public async Task Unpin_LetsTheSnapshotExpire()
    {
        _archive.Options.SnapshotCountMax = 1;
        var table = await _archive.OpenAsync();
        var version = (await AppendAsync(table, Append(Shard0, 0, 5))).Version;
        await table.PinAsync("query", version, CancellationToken.None);
        await table.UnpinAsync("query", CancellationToken.None);
        await table.UnpinAsync("query", CancellationToken.None);
        await AppendAsync(table, Append(Shard0, 5, 6));

        Assert.Null(await table.LoadPinnedAsync("query", CancellationToken.None));
        Assert.DoesNotContain((await _archive.ReadMetadataAsync(table)).Snapshots, snapshot => snapshot.SnapshotId == version.SnapshotId);
        Assert.Equal(FailureKind.Conflict, (await Assert.ThrowsAsync<PlatformException>(() => table.PinAsync("late", version, CancellationToken.None))).Kind);
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => table.PinAsync("main", version, CancellationToken.None))).Kind);
    }

    [Fact]
    public async Task Pin_OfATableWithoutData_IsRemembered()
    {
        var table = await _archive.OpenAsync();
        var empty = await table.LoadAsync(CancellationToken.None);
        await table.PinAsync("query", empty, CancellationToken.None);
        await AppendAsync(table, Append(Shard0, 0, 5));

        var loaded = await table.LoadPinnedAsync("query", CancellationToken.None);

        Assert.Null(loaded!.SnapshotId);
        Assert.Null(loaded.Checkpoints);
        Assert.Empty(await table.PlanAsync(loaded, new(), CancellationToken.None));
    }

    [Fact]
    public async Task Append_ManyTimes_KeepsMetadataBoundedAndFilesInOrder()
    {
        (_archive.Options.ManifestMergeCount, _archive.Options.SnapshotCountMax, _archive.Options.MetadataLogLengthMax) = (4, 3, 10);
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 30; i++) await AppendAsync(table, Append(Shard0, i, i + 1));

        var metadata = await _archive.ReadMetadataAsync(table);
        Assert.Equal((3, 3, 10), (metadata.Snapshots.Count, metadata.SnapshotLog.Count, metadata.MetadataLog.Count));
        Assert.InRange(ManifestListCodec.Read(await _archive.ReadUrlAsync(metadata.CurrentSnapshot!.ManifestList)).Count, 1, 3 * 3);
        Assert.Equal(Numbers(0, 30), await _archive.NumbersAsync(table, Shard0));
        Assert.Equal(30, (await table.LoadAsync(CancellationToken.None)).FileCount);
    }

    [Fact]
    public async Task Append_SnapshotsTooOld_Expire()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 1));
        _archive.Time.Advance(_archive.Options.SnapshotAgeMax + TimeSpan.FromSeconds(1));
        await AppendAsync(table, Append(Shard0, 1, 2));

        Assert.Single((await _archive.ReadMetadataAsync(table)).Snapshots);
        Assert.Equal(new long[] { 1, 2 }, await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Plan_WithBounds_PrunesByTimeAndShard()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(null, Record(Shard0, 1, Noon)), Append(null, Record(Shard1, 1, Noon.AddHours(2))));
        var version = (await AppendAsync(table, Append(Checkpoint(Shard0, 1), Record(Shard0, 2, Noon.AddMinutes(30))))).Version;

        async Task<int> CountAsync(ScanBounds bounds) => (await table.PlanAsync(version, bounds, CancellationToken.None)).Count;

        Assert.Equal(3, await CountAsync(new()));
        Assert.Equal(2, await CountAsync(new(To: Noon.AddHours(1))));
        Assert.Equal(1, await CountAsync(new(To: Noon.AddMinutes(1))));
        Assert.Equal(0, await CountAsync(new(To: Noon)));
        Assert.Equal(2, await CountAsync(new(From: Noon.AddMinutes(30))));
        Assert.Equal(1, await CountAsync(new(From: Noon.AddHours(2))));
        Assert.Equal(0, await CountAsync(new(From: Noon.AddHours(2).AddMilliseconds(1))));
        Assert.Equal(1, await CountAsync(new(ShardId: Shard1)));
        Assert.Equal(2, await CountAsync(new(ShardId: Shard0)));
    }

    [Fact]
    public async Task Load_ClockBehindAnothersWriter_TimeNeverGoesBack()
    {
        var table = await _archive.OpenAsync();
        var first = (await AppendAsync(table, Append(Shard0, 0, 1))).Version;
        var behind = new TestKit.FakeTimeProvider(Noon.AddHours(-1));
        var other = await new ArchiveCatalog(_archive.Store, _archive.Encoder, behind, Guid.NewGuid, Microsoft.Extensions.Options.Options.Create(_archive.Options),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ArchiveCatalog>.Instance).OpenOrCreateAsync(ArchiveFixture.Stream, CancellationToken.None);

        Assert.Equal(first.CommittedAt, (await AppendAsync(other, Append(Shard0, 1, 2))).Version.CommittedAt);
    }

    public void Dispose() => _archive.Dispose();
}
