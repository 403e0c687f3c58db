using System.Text;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests.Maintenance;

public sealed class TableMergerTests : IDisposable
{
    private readonly MergeFixture _fixture = new();

    [Fact]
    public async Task Merge_SmallFiles_MakesOneWithEveryRecordInOrder()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await _fixture.AppendAsync(table, Shard1, $$"""{"n":{{i}}}""", "not json", "\u00ff\u0000");
            await _fixture.AppendAsync(table, Shard0, $$"""{"n":{{i}}}""", "");
        }
        var before = await _fixture.RecordsAsync(table);
        var checkpoints = (await table.LoadAsync(CancellationToken.None)).Checkpoints;

        var report = await _fixture.MergeAsync(table);

        Assert.Equal((1, 10, 25, 0, 0), (report.MergeCount, report.FileCount, report.RecordCount, report.OvertakenCount, report.LeftCount));
        Assert.Equal(before, await _fixture.RecordsAsync(table));
        var file = Assert.Single(await MergeFixture.FilesAsync(table));
        Assert.True(file.IsSorted);
        Assert.Equal((Shard0.Value, Shard1.Value, Noon, Noon.AddSeconds(14)), (file.ShardIdFrom, file.ShardIdTo, file.ArrivedFrom, file.ArrivedTo));
        Assert.Equal((await _fixture.Archive.ReadAllAsync(table)).Select(record => (record.ShardId, record.SequenceNumber)).Order(), (await _fixture.Archive.ReadAllAsync(table)).Select(record => (record.ShardId, record.SequenceNumber)));
        Assert.Equivalent(checkpoints, (await table.LoadAsync(CancellationToken.None)).Checkpoints);
        Assert.Empty(_fixture.Leftovers);
    }

    [Fact]
    public async Task Merge_Again_ChangesNothing()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 3; i++) await _fixture.AppendAsync(table, Shard0, """{"a":1}""");
        await _fixture.MergeAsync(table);
        var version = (await table.LoadAsync(CancellationToken.None)).Version;

        Assert.Equal(MergeReport.None, await _fixture.MergeAsync(table));
        Assert.Equal(version, (await table.LoadAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Merge_SmallRecords_WritesLargerRowGroupsWithThePayloadLast()
    {
        var table = await _fixture.Archive.OpenAsync();
        const int count = 25_000;
        for (var last = 0; last < 2 * count; last += count)
        {
            var records = Enumerable.Range(last + 1, count).Select(i => Record(Shard0, i, Noon.AddMilliseconds(i), """{"n":7}"""u8.ToArray())).ToArray();
            Assert.NotEmpty((await table.AppendAsync(Incarnation, [Append(last == 0 ? null : Checkpoint(Shard0, last), records) with { To = Checkpoint(Shard0, last + count) }], CancellationToken.None)).Committed);
        }
        await _fixture.MergeAsync(table);

        Assert.Equal(["shard_id", "sequence_number", "sub_sequence_number", "partition_key", "explicit_hash_key", "arrived_at", "fields", "data"], await _fixture.ColumnsAsync(table));
        Assert.Equal(1, Assert.Single(await MergeFixture.FilesAsync(table)).RowGroupCount);
    }

    [Theory]
    [InlineData(60_000_000, 900_000_000, 3_000_000, 61_440)]
    [InlineData(80_000_000, 600_000_000, 2_000_000, 32_768)]
    [InlineData(200_000_000, 2_000_000_000, 2_000_000, 20_480)]
    // Nearly alike: 1 KiB, and 4 KiB.
    [InlineData(20_000_000, 1_024_000_000, 1_000_000, 32_768)]
    [InlineData(20_000_000, 4_096_000_000, 1_000_000, 8_192)]
    [InlineData(5_000_000_000, 5_000_000_000, 1_000_000, 6_144)]
    [InlineData(1_000_000, 1_000_000, 1, 2_048)]
    [InlineData(900, 0, 3, 20_480)]
    public void RowGroupRows_Records_AreAsManyAsTheirSizeAllows(long lengthBytes, long payloadBytes, long recordCount, int expected) =>
        Assert.Equal(expected, ParquetWriter.RowGroupRowsOf(lengthBytes, payloadBytes, recordCount));

    [Fact]
    public async Task Merge_LongRecordsNearlyAlike_WritesRowGroupsOfFewerPayloads()
    {
        var table = await _fixture.Archive.OpenAsync();
        const int count = 6_144;
        var rest = new string(' ', 4096);
        for (var last = 0; last < 2 * count; last += count)
        {
            var records = Enumerable.Range(last + 1, count).Select(i => Record(Shard0, i, Noon.AddMilliseconds(i), Encoding.UTF8.GetBytes($$"""{"n":{{i}}}{{rest}}"""))).ToArray();
            Assert.NotEmpty((await table.AppendAsync(Incarnation, [Append(last == 0 ? null : Checkpoint(Shard0, last), records) with { To = Checkpoint(Shard0, last + count) }], CancellationToken.None)).Committed);
        }
        Assert.Equal(1, (await _fixture.MergeAsync(table)).MergeCount);

        // 48 MiB of payloads.
        Assert.Equal(2, Assert.Single(await MergeFixture.FilesAsync(table)).RowGroupCount);
    }

    [Fact]
    public async Task Merge_Json_GivesTypedFields()
    {
        var table = await _fixture.Archive.OpenAsync();
        await _fixture.AppendAsync(table, Shard0, """{"carrier":"AA","delay":5,"at":{"lat":1.5,"lon":2}}""");
        await _fixture.AppendAsync(table, Shard0, """{"carrier":"UA","delay":-3}""", "no json");
        await _fixture.MergeAsync(table);

        Assert.Equal("STRUCT(carrier VARCHAR, delay BIGINT, at STRUCT(lat DOUBLE, lon BIGINT))", (await table.LoadAsync(CancellationToken.None)).Fields!.DuckDbType.ToString());
        Assert.Equal([5L, -3L, null], await _fixture.SelectAsync(table, "fields.delay"));
        Assert.Equal([1.5, null, null], await _fixture.SelectAsync(table, "fields.at.lat"));
        Assert.Equal([false, false, true], await _fixture.SelectAsync(table, "fields IS NULL"));
    }

    [Fact]
    public async Task Merge_WithoutJson_AddsNoColumn()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 3; i++) await _fixture.AppendAsync(table, Shard0, "plain", "[1]");
        Assert.Equal(1, (await _fixture.MergeAsync(table)).MergeCount);
        Assert.Null((await table.LoadAsync(CancellationToken.None)).Fields);
        Assert.Equal(MergeReport.None, await _fixture.MergeAsync(table));
    }

    [Fact]
    public async Task Merge_FieldsTurnedOff_AddsNoColumn()
    {
        _fixture.Options.FieldCountMax = 0;
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 3; i++) await _fixture.AppendAsync(table, Shard0, """{"a":1}""");
        await _fixture.MergeAsync(table);
        Assert.Null((await table.LoadAsync(CancellationToken.None)).Fields);
    }

    [Fact]
    public async Task Merge_LaterTypeConflict_WritesEarlierFilesAnewUnderTheNewField()
    {
        // Schemas that no snapshot has are dropped: what they tell of earlier files must not be lost with them.
        _fixture.Archive.Options.SnapshotCountMax = 1;
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 4; i++) await _fixture.AppendAsync(table, Shard0, $$"""{"x":{{i}},"same":true}""");
        await _fixture.MergeAsync(table);
        var earlier = (await table.LoadAsync(CancellationToken.None)).Fields!.Leaves.First();

        await _fixture.AppendAsync(table, Shard0, 1, """{"x":"text"}""");
        await _fixture.AppendAsync(table, Shard0, 1, """{"x":1.0}""");
        // Not merged yet: by the type that the table has now.
        Assert.Equal([0L, 1L, 2L, 3L, null, null], await _fixture.SelectAsync(table, "fields.x"));
        _fixture.Options.RunBytesMax = 1;
        await _fixture.MergeAsync(table);

        var now = (await table.LoadAsync(CancellationToken.None)).Fields!;
        Assert.Equal("STRUCT(x VARCHAR, same BOOLEAN)", now.DuckDbType.ToString());
        Assert.NotEqual(earlier.Id, now.Leaves.First().Id);
        Assert.Equal(["0", "1", "2", "3", "text", "1.0"], await _fixture.SelectAsync(table, "fields.x"));
        while ((await _fixture.MergeAsync(table)).MergeCount > 0) { }
        Assert.All(await MergeFixture.FilesAsync(table), file => Assert.True(now.AreIn(file.ColumnIds)));
        Assert.Equal(["0", "1", "2", "3", "text", "1.0"], await _fixture.SelectAsync(table, "fields.x"));
    }

    [Fact]
    public async Task Merge_LaterField_IsNullInEarlierFiles()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 4; i++) await _fixture.AppendAsync(table, Shard0, $$$"""{"old":{{{i}}},"o":{"p":1}}""");
        await _fixture.MergeAsync(table);
        for (var i = 0; i < 2; i++) await _fixture.AppendAsync(table, Shard0, 1, """{"new":"x","o":{"q":2}}""");
        await _fixture.MergeAsync(table);

        Assert.Equal(2, (await MergeFixture.FilesAsync(table)).Count);
        Assert.Equal([null, null, null, null, "x", "x"], await _fixture.SelectAsync(table, "fields.new"));
        Assert.Equal([null, null, null, null, "x", "x"], await _fixture.SelectAsync(table, "fields.new", ["new"]));
        Assert.Equal([null, null, null, null, 2L, 2L], await _fixture.SelectAsync(table, "fields.o.q", ["o", "q"]));
    }

    [Fact]
    public async Task Merge_MoreFieldsThanMayBe_LeavesTheRareOnesOutUntilThereIsRoom()
    {
        _fixture.Options.FieldCountMax = 2;
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 4; i++) await _fixture.AppendAsync(table, Shard0, i == 0 ? """{"a":1,"rare":7,"b":2}""" : """{"a":1,"b":2}""");
        await _fixture.MergeAsync(table);
        Assert.Equal("STRUCT(a BIGINT, b BIGINT)", (await table.LoadAsync(CancellationToken.None)).Fields!.DuckDbType.ToString());

        _fixture.Options.FieldCountMax = 3;
        for (var i = 0; i < 2; i++) await _fixture.AppendAsync(table, Shard0, 1, """{"rare":8}""");
        await _fixture.MergeAsync(table);

        // The earlier file does not have it, but its payloads do.
        Assert.Equal([7L, null, null, null, 8L, 8L], await _fixture.SelectAsync(table, "fields.rare"));
        while ((await _fixture.MergeAsync(table)).MergeCount > 0) { }
        Assert.Equal([7L, null, null, null, 8L, 8L], await _fixture.SelectAsync(table, "fields.rare"));
        var fields = (await table.LoadAsync(CancellationToken.None)).Fields!;
        Assert.All(await MergeFixture.FilesAsync(table), file => Assert.True(fields.AreIn(file.ColumnIds)));
    }

    [Fact]
    public async Task Merge_WhileOthersAppend_KeepsBoth()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 4; i++) await _fixture.AppendAsync(table, Shard0, """{"a":1}""");
        var writer = await _fixture.Archive.OpenAsync();
        var appended = 0;
        // Between the merge's look at the table and its commit.
        _fixture.Archive.Store.Before = async key =>
        {
            if (!key.EndsWith("current.json", StringComparison.Ordinal) || appended++ > 3) return;
            appended = 10;
            await _fixture.AppendAsync(writer, Shard1, """{"a":2}""");
        };
        var report = await _fixture.MergeAsync(table);

        Assert.Equal(1, report.MergeCount);
        Assert.Equal([1L, 1L, 1L, 1L, 2L], await _fixture.SelectAsync(table, "fields.a"));
    }

    [Fact]
    public async Task Merge_ByTwoAtATime_OneGivesUp()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 4; i++) await _fixture.AppendAsync(table, Shard0, """{"a":1}""");
        var before = await _fixture.RecordsAsync(table);
        var (one, other) = (await _fixture.Archive.OpenAsync(), await _fixture.Archive.OpenAsync());
        MergeReport? second = null;
        var files = new Hook(_fixture.Files) { AfterMerge = async () => second ??= await _fixture.MergeAsync(other) };

        var first = await _fixture.NewMerger(files).MergeAsync(one, MergeFixture.FileBytesTarget, CancellationToken.None);

        Assert.Equal((0, 1), (first.MergeCount, first.OvertakenCount));
        Assert.Equal(1, second!.MergeCount);
        Assert.Equal(before, await _fixture.RecordsAsync(table));
    }

    [Fact]
    public async Task Merge_CrashAtAnyWrite_LosesNothingAndIsDoneByTheNextRun()
    {
        for (var crashAt = 0; ; crashAt++)
        {
            using var fixture = new MergeFixture();
            var table = await fixture.Archive.OpenAsync();
            for (var i = 0; i < 3; i++) await fixture.AppendAsync(table, Shard0, $$"""{"a":{{i}}}""", $$"""{"b":{{i}}}""");
            var before = await fixture.RecordsAsync(table);
            var write = 0;
            var isAfter = crashAt % 2 == 1;
            var crash = crashAt / 2;
            fixture.Archive.Store.Before = _ => !isAfter && write++ >= crash ? throw new OperationCanceledException() : Task.CompletedTask;
            fixture.Archive.Store.After = _ => isAfter && write++ >= crash ? throw new OperationCanceledException() : false;
            var isCrashed = false;
            try { await fixture.MergeAsync(await fixture.Archive.OpenAsync()); }
            catch (OperationCanceledException) { isCrashed = true; }
            fixture.Archive.Store.Before = _ => Task.CompletedTask;
            fixture.Archive.Store.After = _ => false;

            Assert.Empty(fixture.Leftovers);
            var fresh = await fixture.Archive.OpenAsync();
            Assert.Equal(before, await fixture.RecordsAsync(fresh));
            await fixture.MergeAsync(fresh);
            Assert.Equal(before, await fixture.RecordsAsync(fresh));
            Assert.Single(await MergeFixture.FilesAsync(fresh));
            Assert.Equal([0L, null, 1L, null, 2L, null], await fixture.SelectAsync(fresh, "fields.a"));
            if (!isCrashed) break;
            Assert.True(crashAt < 100);
        }
    }

    [Fact]
    public async Task Merge_WriterThatLosesARecord_IsNotCommitted()
    {
        var table = await _fixture.Archive.OpenAsync();
        for (var i = 0; i < 3; i++) await _fixture.AppendAsync(table, Shard0, $$"""{"a":{{i}}}""");
        var before = await _fixture.RecordsAsync(table);
        // The first input twice instead of the second: the number of records is right.
        var files = new Hook(_fixture.Files) { Paths = paths => [paths[0], paths[0], paths[2]] };

        var failure = await Assert.ThrowsAsync<PlatformException>(() => _fixture.NewMerger(files).MergeAsync(table, MergeFixture.FileBytesTarget, CancellationToken.None));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.Equal(before, await _fixture.RecordsAsync(table));
    }

    [Fact]
    public async Task Merge_RunBytes_LeavesTheRestToTheNextRun()
    {
        _fixture.Options.RunBytesMax = 1;
        var table = await _fixture.Archive.OpenAsync();
        foreach (var hour in new[] { 0, 1 })
        {
            for (var i = 0; i < 2; i++)
            {
                var last = hour * 2 + i;
                await table.AppendAsync(Incarnation, [Append(last == 0 ? null : Checkpoint(Shard0, last), Record(Shard0, last + 1, Noon.AddHours(hour))) with { To = Checkpoint(Shard0, last + 1) }], CancellationToken.None);
            }
        }
        Assert.Equal((1, 1), (await _fixture.MergeAsync(table)) is var first ? (first.MergeCount, first.LeftCount) : default);
        Assert.Equal((1, 0), (await _fixture.MergeAsync(table)) is var second ? (second.MergeCount, second.LeftCount) : default);
        Assert.Equal(2, (await MergeFixture.FilesAsync(table)).Count);
    }

    public void Dispose() => _fixture.Dispose();

    private sealed class Hook(IDataFileMerger inner) : IDataFileMerger
    {
        public Func<Task> AfterMerge { get; init; } = () => Task.CompletedTask;

        public Func<IReadOnlyList<string>, IReadOnlyList<string>> Paths { get; init; } = paths => paths;

        public Task<RecordsDigest> ReadAsync(IReadOnlyList<string> paths, PayloadObserver? observer, CancellationToken cancellationToken) => inner.ReadAsync(paths, observer, cancellationToken);

        public async Task<EncodedDataFile> MergeAsync(IReadOnlyList<string> paths, RecordsDigest records, PayloadFields? fields, string path, CancellationToken cancellationToken)
        {
            var file = await inner.MergeAsync(Paths(paths), records, fields, path, cancellationToken);
            await AfterMerge();
            return file;
        }
    }
}
