using System.Text;
using KinesisPlatform.Archive.Sweeping;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class SweepTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    public SweepTests() => (_archive.Options.SnapshotCountMax, _archive.Options.MetadataLogLengthMax, _archive.Options.ManifestMergeCount) = (2, 10, 4);

    [Fact]
    public async Task Sweep_AfterTheSafeAge_DeletesWhatNothingRefersTo()
    {
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 6; i++) await AppendAsync(table, Append(Shard0, i, i + 1));
        await _archive.MergeAsync(table, await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(), CancellationToken.None));
        for (var i = 6; i < 9; i++) await AppendAsync(table, Append(Shard0, i, i + 1));

        var first = await SweepAsync(table);
        var early = await SweepAsync(table);
        var second = await SweepAgedAsync(table);
        var third = await SweepAgedAsync(table);
        var fourth = await SweepAgedAsync(table);

        Assert.Equal((null, false), (first.Floor, first.IsComplete));
        Assert.Equal((0, false), (early.DeletedFileCount, early.IsComplete));
        // The files are no older than the first floor by the safe age; they are older than the second one.
        Assert.Equal((0, true), (second.DeletedFileCount, second.IsComplete));
        Assert.InRange(third.DeletedFileCount, second.PendingFileCount, second.PendingFileCount + 2);
        Assert.Equal((0, true), (fourth.DeletedFileCount, fourth.IsComplete));
        Assert.Equal(4, (await KeysAsync("data/")).Count);
        await AssertNothingMissingAsync(table);
        Assert.Equal(Numbers(0, 9), await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
    }

    [Fact]
    public async Task Sweep_TableWithoutRecords_LeavesTheTimeItWasCreated()
    {
        var table = await _archive.OpenAsync();
        var created = (await table.LoadAsync(CancellationToken.None)).CreatedAt;
        _archive.Time.Advance(_archive.Options.SweepSafeAge * 2);

        await table.SweepAsync(false, CancellationToken.None);

        var version = await table.LoadAsync(CancellationToken.None);
        Assert.Equal((2, created), (version.Version, version.CreatedAt));
        Assert.True(version.CommittedAt > created);
    }

    [Fact]
    public async Task Sweep_DryRun_TellsAndChangesNothing()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 1));
        await LoseCommitAsync(1);
        _archive.Time.Advance(_archive.Options.SweepSafeAge * 2);
        await AppendAsync(table, Append(Shard0, 1, 2));
        var keys = await KeysAsync("");

        var report = await table.SweepAsync(true, CancellationToken.None);

        Assert.Equal(keys, await KeysAsync(""));
        Assert.True(report.IsComplete);
        // Data file, manifest, manifest list and metadata of the lost commit, and the copies of versions 1 and 2.
        Assert.Equal(6, report.DeletedFileCount);
    }

    [Fact]
    public async Task Sweep_SweeperStandsStillWhileAnotherSweepsOn_RaisesNoAlarm()
    {
        var other = await _archive.OpenAsync();
        for (var i = 0; i < 3; i++) await AppendAsync(other, Append(Shard0, i, i + 1));
        await SweepAsync(other);
        _archive.Time.Advance(_archive.Options.SweepSafeAge * 1.5);
        var floor = FloorProperty.Read((await _archive.ReadMetadataAsync(other)).Properties)!;
        var sleeper = await _archive.OpenAsync();
        var isAwake = true;
        _archive.Store.BeforeRead = key =>
        {
            if (!isAwake || !key.EndsWith(floor.MetadataFile, StringComparison.Ordinal)) return;
            isAwake = false;
            for (var i = 3; i < 60; i++)
            {
                AppendAsync(other, Append(Shard0, i, i + 1)).GetAwaiter().GetResult();
                SweepAgedAsync(other).GetAwaiter().GetResult();
            }
        };

        var report = await SweepAsync(sleeper);

        Assert.False(isAwake);
        Assert.Equal((0L, false), (report.DeletedFileCount, report.IsComplete));
        await AssertNothingMissingAsync(other);
        // What is missing without a sweeper's doing still is an alarm.
        await _archive.Memory.DeleteAsync((await other.PlanAsync(await other.LoadAsync(CancellationToken.None), new(), CancellationToken.None))[0].Key, CancellationToken.None);
        await _archive.Memory.DeleteAsync((await other.LoadAsync(CancellationToken.None)).MetadataKey, CancellationToken.None);
        await AssertAlarmAsync();
    }

    // Of a process that has nothing cached.
    private async Task AssertAlarmAsync() =>
        Assert.Equal(FailureKind.Data, (await Assert.ThrowsAsync<PlatformException>(async () => await SweepAgedAsync(await _archive.OpenAsync()))).Kind);

    [Fact]
    public async Task Sweep_WriterSleptThroughTheFloor_WritesItsFilesAnew()
    {
        var (sleeper, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        await AppendAsync(other, Append(Shard0, 0, 1));
        var isAwake = true;
        _archive.Store.Before = async key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || !isAwake) return;
            isAwake = false;
            var before = await KeysAsync("data/");
            for (var i = 0; i < 3; i++)
            {
                await AppendAsync(other, Append(Shard0, i + 1, i + 2));
                await SweepAgedAsync(other);
            }
            Assert.Single(before.Except(await KeysAsync("data/")));
        };

        var result = await AppendAsync(sleeper, Append(Shard1, 0, 5));

        Assert.False(isAwake);
        Assert.Equal([Shard1], result.Committed);
        await AssertNothingMissingAsync(sleeper);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(sleeper, Shard1));
        Assert.Equal(Numbers(0, 4), await _archive.NumbersAsync(sleeper, Shard0));
    }

    [Fact]
    public async Task Sweep_ReplacementSleptThroughTheFloor_UploadsAnew()
    {
        var (sleeper, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        for (var i = 0; i < 3; i++) await AppendAsync(other, Append(Shard0, i, i + 1));
        var files = await other.PlanAsync(await other.LoadAsync(CancellationToken.None), new(), CancellationToken.None);
        var isAwake = true;
        _archive.Store.Before = async key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || !isAwake) return;
            isAwake = false;
            for (var i = 0; i < 3; i++)
            {
                await AppendAsync(other, Append(Shard1, i, i + 1));
                await SweepAgedAsync(other);
            }
        };

        Assert.True((await _archive.MergeAsync(sleeper, files)).IsCommitted);

        Assert.False(isAwake);
        await AssertNothingMissingAsync(sleeper);
        Assert.Equal(Numbers(0, 3), await _archive.NumbersAsync(sleeper, Shard0));
    }

    [Fact]
    public async Task Sweep_PinnedVersion_StaysReadableWithItsCheckpoints()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 3));
        var version = (await AppendAsync(table, Append(Shard0, 3, 5))).Version;
        await table.PinAsync("replay", version, CancellationToken.None);
        await _archive.MergeAsync(table, await table.PlanAsync(version, new(), CancellationToken.None));
        for (var i = 0; i < 20; i++)
        {
            await AppendAsync(table, Append(Shard1, i, i + 1));
            await SweepAgedAsync(table);
        }

        var pinned = await (await _archive.OpenAsync()).LoadPinnedAsync("replay", CancellationToken.None);
        Assert.Equal(version.Checkpoints!.Shards, pinned!.Checkpoints!.Shards);
        Assert.Equal(5, (await _archive.ReadAsync(table, pinned)).Count);

        await table.UnpinAsync("replay", CancellationToken.None);
        for (var i = 20; i < 30; i++)
        {
            await AppendAsync(table, Append(Shard1, i, i + 1));
            await SweepAgedAsync(table);
        }
        Assert.Null(await _archive.Memory.HeadAsync(pinned.MetadataKey, CancellationToken.None));
        Assert.Equal(FailureKind.Conflict, (await Assert.ThrowsAsync<PlatformException>(() => table.PinAsync("late", pinned, CancellationToken.None))).Kind);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Sweep_FilesOfOthers_AreKept()
    {
        var table = await _archive.OpenAsync();
        string[] foreign = ["data/part-00000.parquet", "data/_SUCCESS", "metadata/notes.txt", "metadata/snap-1-1-x.avro", "data/2026/0f8fad5b-d9cb-469f-a165-70867728950e.orc"];
        foreach (var file in foreign) await _archive.Memory.PutAsync($"{table.Location}/{file}", Encoding.UTF8.GetBytes("x"), new PutCondition.None(), CancellationToken.None);
        for (var i = 0; i < 6; i++)
        {
            await AppendAsync(table, Append(Shard0, i, i + 1));
            await SweepAgedAsync(table);
        }

        var left = await KeysAsync("");
        Assert.All(foreign, file => Assert.Contains($"{table.Location}/{file}", left));
    }

    [Fact]
    public async Task Sweep_ManyFiles_GoesOnInTheNextCall()
    {
        _archive.Options.SweepDeleteCountMax = 7;
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(table, Append(Shard0, i, i + 1));
            await LoseCommitAsync(i + 1);
        }
        await SweepAsync(table);
        for (var i = 10; i < 12; i++)
        {
            _archive.Time.Advance(_archive.Options.SweepSafeAge * 3);
            await AppendAsync(table, Append(Shard0, i, i + 1));
            SweepReport report;
            do
            {
                report = await SweepAsync(table);
                Assert.InRange(report.DeletedFileCount, 0, 7);
            }
            while (report.DeletedFileCount == 7);
        }
        Assert.Equal(12, (await KeysAsync("data/")).Count);
        await AssertNothingMissingAsync(table);
    }

    [Fact]
    public async Task Sweep_ByTwoAtOnce_DeletesTheSame()
    {
        var (one, two) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(one, Append(Shard0, i, i + 1));
            await LoseCommitAsync(i + 1);
            _archive.Time.Advance(_archive.Options.SweepSafeAge * 2);
            await Task.WhenAll(Task.Run(() => SweepAsync(one)), Task.Run(() => SweepAsync(two)), Task.Run(() => AppendAsync(two, Append(Shard1, i, i + 1))));
        }

        await AssertNothingMissingAsync(one);
        Assert.Equal(Numbers(0, 10), await _archive.NumbersAsync(one, Shard0));
        Assert.Equal(Numbers(0, 10), await _archive.NumbersAsync(one, Shard1));
    }

    [Fact]
    public async Task Sweep_ProcessDiesAtAnyWrite_LosesNothingAndEndsUpClean()
    {
        var table = await _archive.OpenAsync();
        var archived = 0;
        for (var step = 0; ; step++)
        {
            await AppendAsync(table, Append(Shard0, archived, ++archived));
            await LoseCommitAsync(archived);
            _archive.Time.Advance(_archive.Options.SweepSafeAge * 3);
            var writes = 0;
            _archive.Store.Before = _ => writes++ >= step ? throw new OperationCanceledException("The process was killed.") : Task.CompletedTask;
            var isDead = false;
            try { await SweepAsync(await _archive.OpenAsync()); }
            catch (OperationCanceledException) { isDead = true; }
            _archive.Store.Before = _ => Task.CompletedTask;
            await AssertNothingMissingAsync(table);
            if (!isDead && step > 20) break;
        }
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync(table, Append(Shard0, archived, ++archived));
            await SweepAgedAsync(table);
        }
        Assert.Equal(archived, (await KeysAsync("data/")).Count);
        Assert.Equal(Numbers(0, archived), await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
    }

    /// <summary>A writer that wrote everything but the pointer.</summary>
    private async Task LoseCommitAsync(long from)
    {
        var writer = await _archive.OpenAsync();
        _archive.Store.Before = key => key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) ? throw new OperationCanceledException("The process was killed.") : Task.CompletedTask;
        await Assert.ThrowsAsync<OperationCanceledException>(() => AppendAsync(writer, Append(Shard0, from, from + 1)));
        _archive.Store.Before = _ => Task.CompletedTask;
    }

    private static Task<SweepReport> SweepAsync(IArchiveTable table) => table.SweepAsync(false, CancellationToken.None);

    private Task<SweepReport> SweepAgedAsync(IArchiveTable table)
    {
        _archive.Time.Advance(_archive.Options.SweepSafeAge * 2);
        return SweepAsync(table);
    }

    private async Task<List<string>> KeysAsync(string folder)
    {
        var keys = new List<string>();
        await foreach (var info in _archive.Memory.ListAsync($"archive/flights/{folder}", null, CancellationToken.None)) keys.Add(info.Key);
        return keys;
    }

    private Task AssertNothingMissingAsync(IArchiveTable table) => _archive.AssertNothingMissingAsync(table);

    public void Dispose() => _archive.Dispose();
}
