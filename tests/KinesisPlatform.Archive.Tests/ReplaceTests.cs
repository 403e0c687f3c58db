using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class ReplaceTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Replace_SmallFilesByOne_KeepsRecordsCheckpointsAndTheirPlace()
    {
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 3; i++) await AppendAsync(table, Append(Shard0, i * 10, i * 10 + 10));
        var small = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);
        var before = (await AppendAsync(table, Append(Shard0, 30, 40))).Version;

        var result = await _archive.MergeAsync(table, small);

        Assert.True(result.IsCommitted);
        Assert.Equal((2, 40, before.SnapshotId != result.Version.SnapshotId), (result.Version.FileCount, result.Version.RecordCount, true));
        Assert.Equal(before.Checkpoints!.Shards, result.Version.Checkpoints!.Shards);
        Assert.Equal(Numbers(0, 40), await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
        Assert.Equal(Numbers(0, 40), (await _archive.ReadAsync(table, before)).Select(record => Number(record.SequenceNumber)));
    }

    [Fact]
    public async Task Replace_OfAFileAnotherHasReplaced_IsRefusedAndWritesNothing()
    {
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 3; i++) await AppendAsync(table, Append(Shard0, i, i + 1));
        var files = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);
        await _archive.MergeAsync(await _archive.OpenAsync(), [files[0], files[1]]);
        var objects = _archive.Memory.ListAsync("", null, CancellationToken.None).ToBlockingEnumerable().Count();

        var refused = await _archive.MergeAsync(table, [files[1], files[2]]);

        Assert.Equal([files[1].Key], refused.MissingKeys);
        Assert.Equal(objects, _archive.Memory.ListAsync("", null, CancellationToken.None).ToBlockingEnumerable().Count());
        Assert.Equal(Numbers(0, 3), await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Replace_OvertakenByAppends_CommitsOnTopOfThemWithoutUploadingAgain()
    {
        var (table, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        for (var i = 0; i < 4; i++) await AppendAsync(table, Append(Shard0, i, i + 1));
        var files = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);
        var (overtaken, uploads, isNested) = (0, 0, false);
        _archive.Store.Before = async key =>
        {
            if (isNested) return;
            if (key.Contains("/data/", StringComparison.Ordinal)) uploads++;
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || overtaken == 3) return;
            isNested = true;
            await AppendAsync(other, Append(Shard1, overtaken, ++overtaken));
            isNested = false;
        };

        Assert.True((await _archive.MergeAsync(table, files)).IsCommitted);

        Assert.Equal(1, uploads);
        Assert.Equal(Numbers(0, 4), await _archive.NumbersAsync(table, Shard0));
        Assert.Equal(Numbers(0, 3), await _archive.NumbersAsync(table, Shard1));
    }

    [Fact]
    public async Task Replace_ThatWouldLoseARecord_IsRefused()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 5));
        var files = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);

        Assert.Equal(FailureKind.Internal, (await Assert.ThrowsAsync<PlatformException>(() => _archive.MergeAsync(table, files, records => records.Skip(1)))).Kind);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Replace_Manifests_TellOfDeletedFilesOnce()
    {
        _archive.Options.ManifestMergeCount = 1000;
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 3; i++) await AppendAsync(table, Append(Shard0, i, i + 1));
        var files = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None);
        var replaced = (await _archive.MergeAsync(table, [files[0], files[1]])).Version;

        var (list, entries) = await _archive.ReadManifestsAsync(table);
        Assert.Equal([(0, 0, 1), (0, 0, 1), (1, 0, 0), (1, 0, 0)], list.Select(manifest => (manifest.AddedFileCount, manifest.ExistingFileCount, manifest.DeletedFileCount)).Order());
        Assert.All(entries.Where(entry => !entry.IsLive), entry => Assert.Equal(replaced.SnapshotId, entry.SnapshotId));
        // The merged file has the data sequence number of the later of the two, and the file sequence number of its own snapshot.
        Assert.Equal([(1, 1, false), (2, 2, false), (2, 4, true), (3, 3, true)], entries.Select(entry => (entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value, entry.IsLive)).Order());

        await AppendAsync(table, Append(Shard0, 3, 4));
        (list, entries) = await _archive.ReadManifestsAsync(table);
        Assert.All(entries, entry => Assert.True(entry.IsLive));
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public async Task Cut_RemovesWholeFilesOnly_AndTellsUpToWhen()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(null, Record(Shard0, 1, Noon), Record(Shard0, 2, Noon.AddMinutes(30)), Record(Shard0, 3, Noon.AddHours(1)), Record(Shard0, 4, Noon.AddHours(3))));
        var nothing = await table.CutAsync(Noon.AddMinutes(30), CancellationToken.None);
        var cut = await table.CutAsync(Noon.AddHours(2), CancellationToken.None);
        var again = await table.CutAsync(Noon.AddHours(1), CancellationToken.None);

        Assert.Equal((0, null), (nothing.FileCount, nothing.Version.CutBefore));
        Assert.Equal((2, 3, Noon.AddHours(2)), (cut.FileCount, cut.RecordCount, cut.Version.CutBefore));
        Assert.Equal((0, Noon.AddHours(2)), (again.FileCount, again.Version.CutBefore));
        Assert.Equal(new long[] { 4 }, await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
        Assert.Equal((1, 1), (cut.Version.FileCount, cut.Version.RecordCount));
    }

    [Fact]
    public async Task Cut_OfEverything_LeavesATableToAppendTo()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 3));
        await table.CutAsync(Noon.AddDays(1), CancellationToken.None);
        Assert.Empty(await _archive.NumbersAsync(table, Shard0));
        await AppendAsync(table, Append(Shard0, 3, 5));

        Assert.Equal(new long[] { 4, 5 }, await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
    }

    public void Dispose() => _archive.Dispose();
}
