using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class AppendTests : IDisposable
{
    private readonly ArchiveFixture _archive = new(writesParquet: true);

    [Fact]
    public async Task Append_Records_AreReadBackExactly()
    {
        var table = await _archive.OpenAsync();
        StreamRecord[] records =
        [
            Record(Shard0, 1), Record(Shard0, 2, data: []), Record(Shard0, 3, data: [0, 0xFF, 0xC3, 0x28, 10]), Record(Shard0, 4, data: RandomBytes(1 << 20)),
            Record(Shard0, 5, sub: 0, hashKey: "0"), Record(Shard0, 5, sub: 1), Record(Shard0, 5, sub: 2, hashKey: "340282366920938463463374607431768211455"),
            Record(Shard0, 6, arrivedAt: Noon.AddMilliseconds(-1)),
        ];

        var result = await AppendAsync(table, Append(null, records));

        Assert.Equal([Shard0], result.Committed);
        Assert.Empty(result.Rejected);
        var stored = await _archive.ReadAsync(await _archive.OpenAsync(), result.Version);
        Assert.Equal(records.Select(Text).Order(), stored.Select(Text).Order());
        Assert.Equal(records.Length, result.Version.RecordCount);
    }

    [Fact]
    public async Task Append_ManyRecords_KeepsRunsOfShardsInSequenceOrder()
    {
        var table = await _archive.OpenAsync();

        await AppendAsync(table, Append(Shard1, 0, 30_000), Append(Shard0, 0, 30_000));

        var stored = await _archive.ReadAllAsync(table);
        Assert.Equal([.. Numbers(0, 30_000).Select(n => (Shard0, n)), .. Numbers(0, 30_000).Select(n => (Shard1, n))], stored.Select(record => (record.ShardId, Number(record.SequenceNumber))));
    }

    [Fact]
    public async Task Append_AcrossHours_WritesAFileForEachHour()
    {
        var table = await _archive.OpenAsync();
        var version = (await AppendAsync(table,
            Append(null, Record(Shard0, 1, Noon.AddTicks(-10)), Record(Shard0, 2, Noon), Record(Shard0, 3, Noon.AddHours(1).AddMilliseconds(-1)), Record(Shard0, 4, Noon.AddHours(1))),
            Append(null, Record(Shard1, 1, Noon)))).Version;

        var files = await table.PlanAsync(version, new(), CancellationToken.None);
        Assert.Equal([(Noon.AddTicks(-10), 1L), (Noon, 3L), (Noon.AddHours(1), 1L)], files.Select(file => (file.ArrivedFrom!.Value, file.RecordCount)));
        Assert.All(files, file => Assert.True(file.ArrivedTo!.Value.Hour == file.ArrivedFrom!.Value.Hour));
        Assert.Equal((Shard0.Value, Shard1.Value), (files[1].ShardIdFrom, files[1].ShardIdTo));
    }

    [Fact]
    public async Task Append_BeforeTheEpoch_RoundsHoursDown()
    {
        var table = await _archive.OpenAsync();
        var version = (await AppendAsync(table, Append(null, Record(Shard0, 1, DateTimeOffset.UnixEpoch.AddMinutes(-1))))).Version;

        Assert.Single(await table.PlanAsync(version, new(From: DateTimeOffset.UnixEpoch.AddMinutes(-1), To: DateTimeOffset.UnixEpoch), CancellationToken.None));
        Assert.Empty(await table.PlanAsync(version, new(From: DateTimeOffset.UnixEpoch), CancellationToken.None));
    }

    [Fact]
    public async Task Append_CheckpointOnly_CommitsWithoutASnapshot()
    {
        var table = await _archive.OpenAsync();
        var first = await AppendAsync(table, Append(Shard0, 0, 2));
        var gap = new ArchiveGap(Shard0, Sequence(2), Noon, Noon.AddHours(1));
        var ended = Checkpoint(Shard0, 2, isEnded: true);

        await AppendAsync(table, new ShardAppend(Checkpoint(Shard0, 2), ended, [], [gap]), new ShardAppend(null, new(Shard1, null, false, Noon), [], []));

        var version = await (await _archive.OpenAsync()).LoadAsync(CancellationToken.None);
        Assert.Equal((first.Version.Version + 1, first.Version.SnapshotId), (version.Version, version.SnapshotId));
        Assert.Equal(ended, version.Checkpoints!.Shards[Shard0]);
        Assert.Equal(new(Shard1, null, false, Noon), version.Checkpoints.Shards[Shard1]);
        Assert.Equal([gap], version.Checkpoints.Gaps);
    }

    [Fact]
    public async Task Append_NothingNew_CommitsNothing()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 2));
        var result = await AppendAsync(table, new ShardAppend(Checkpoint(Shard0, 2), Checkpoint(Shard0, 2), [], []));

        Assert.Equal([Shard0], result.Committed);
        Assert.Equal(2, result.Version.Version);
    }

    [Fact]
    public async Task Append_OfANewIncarnation_StartsAfresh()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 2));
        var next = Incarnation with { CreatedAt = Incarnation.CreatedAt.AddDays(1) };

        var reborn = await table.AppendAsync(next, [Append(Shard0, 0, 3)], CancellationToken.None);
        var zombie = await AppendAsync(table, Append(Shard0, 2, 5));

        Assert.Equal([Shard0], reborn.Committed);
        Assert.Equal(next, reborn.Version.Checkpoints!.Incarnation);
        Assert.Equal([Shard0], zombie.Rejected);
        Assert.Equal(new long[] { 1, 2, 1, 2, 3 }, await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Append_OfAWriterWithABug_IsRefused()
    {
        var table = await _archive.OpenAsync();
        ShardAppend[][] wrong =
        [
            [Append(Shard0, 0, 1), Append(Shard0, 0, 1)],
            [Append(null, Record(Shard0, 2), Record(Shard0, 1))],
            [Append(null, Record(Shard0, 1), Record(Shard0, 1))],
            [Append(Checkpoint(Shard0, 1), Record(Shard0, 1, sub: 1))],
            [new(null, Checkpoint(Shard0, 1), [Record(Shard0, 2)], [])],
            [new(null, Checkpoint(Shard0, 1), [Record(Shard1, 1)], [])],
            [new(Checkpoint(Shard0, 2), Checkpoint(Shard0, 1), [], [])],
            [Append(Checkpoint(Shard0, 1, isEnded: true), Record(Shard0, 2))],
        ];

        foreach (var appends in wrong)
            Assert.Equal(FailureKind.Internal, (await Assert.ThrowsAsync<PlatformException>(() => AppendAsync(table, appends))).Kind);
        Assert.Equal(1, (await table.LoadAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Append_KeyThatIsNotUtf8_IsDataErrorAndCommitsNothing()
    {
        var table = await _archive.OpenAsync();
        var record = Record(Shard0, 1) with { PartitionKey = new byte[] { 0xC3, 0x28 } };

        Assert.Equal(FailureKind.Data, (await Assert.ThrowsAsync<PlatformException>(() => AppendAsync(table, Append(null, record)))).Kind);
        Assert.Equal(0, (await table.LoadAsync(CancellationToken.None)).RecordCount);
    }

    [Fact]
    public async Task Append_LeavesNoLocalFile()
    {
        _archive.Options.TemporaryFolder = Directory.CreateTempSubdirectory("archive-tests-").FullName;
        await AppendAsync(await _archive.OpenAsync(), Append(Shard0, 0, 10));

        Assert.Empty(Directory.EnumerateFiles(_archive.Options.TemporaryFolder, "*.parquet", SearchOption.AllDirectories));
        Directory.Delete(_archive.Options.TemporaryFolder, recursive: true);
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static string Text(StreamRecord record) =>
        $"{record.ShardId} {record.SequenceNumber} {record.SubSequenceNumber} {record.PartitionKeyText} {(record.ExplicitHashKey is { } key ? Convert.ToHexString(key.Span) : "null")} {record.ArrivedAt:O} {Convert.ToHexString(record.Data.Span)}";

    public void Dispose() => _archive.Dispose();
}
