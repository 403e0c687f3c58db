using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Relations;

public sealed class RelationTests
{
    [Fact]
    public async Task Relations_OfOneStream_AreOneState()
    {
        await using var host = await HostAsync();
        var row = (await host.QueryAsync("""
            select (select count(*) from s), (select count(*) from archive('s')), (select count(*) from live('s')), (select total_records from snapshots('s') where is_current),
                (select sum(live_records)::bigint from shards('s')), (select count(*) from archive('s') semi join live(S) using (shard_id, sequence_number))
            """))[0];
        Assert.Equal([13L, 10L, 3L, 10L, 3L, 0L], row);
    }

    [Fact]
    public async Task Archive_OfASnapshotOrATime_IsTheTableOfThen()
    {
        await using var host = await HostAsync();
        var snapshots = await host.QueryAsync("select snapshot_id, committed_at, total_records from snapshots('s') order by sequence_number");
        Assert.Equal([4L, 8L, 10L], snapshots.Select(row => row[2]));
        foreach (var row in snapshots)
        {
            Assert.Equal(row[2], await host.ScalarAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) from archive('s', snapshot := {row[0]})")));
            Assert.Equal(row[2], await host.ScalarAsync($"select count(*) from archive('s', as_of := '{row[1]:O}') x where x.sequence_number is not null"));
        }
        var growth = (await host.QueryAsync($"select count(*) from archive('s') anti join archive('s', snapshot := {snapshots[0][0]}) using (shard_id, sequence_number)"))[0][0];
        Assert.Equal(6L, growth);
    }

    [Theory]
    [InlineData("from archive('s', snapshot := 1)")]
    [InlineData("from archive('s', as_of := '2000-01-01')")]
    public async Task Archive_SnapshotThatIsNotThere_NamesTheOldest(string sql)
    {
        await using var host = await HostAsync();
        var oldest = await host.ScalarAsync("select snapshot_id from snapshots('s') order by sequence_number limit 1");
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync(sql));
        Assert.Equal(FailureKind.NotFound, refusal.Kind);
        Assert.Contains($"The oldest available is {oldest}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column 6", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ExpiredSnapshot_IsNotThere()
    {
        await using var host = new SqlHost(("Archive:SnapshotCountMax", "2"));
        host.Streams.Create("s", 1);
        for (var i = 0; i < 4; i++)
        {
            host.Streams.Put("s", "k", "{}");
            await host.Archiver.ArchiveAsync("s");
        }
        var snapshots = await host.QueryAsync("select snapshot_id, parent_snapshot_id from snapshots('s') order by sequence_number");
        Assert.Equal(2, snapshots.Count);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync($"from archive('s', snapshot := {snapshots[0][1]})"));
        Assert.Contains($"{snapshots[0][0]}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3L, await host.ScalarAsync($"select count(*) from archive('s', snapshot := '{snapshots[0][0]}')"));
    }

    [Fact]
    public async Task ArchiveAndSnapshots_OfAnIdleStream_DoNotFollowIt()
    {
        await using var host = await HostAsync();
        host.Streams.ReadFailure = new PlatformException(FailureKind.Unavailable, "nobody should read");
        Assert.Equal(10L, await host.ScalarAsync("select count(*) from archive('s') where (select count(*) from snapshots('s')) = 3"));
    }

    [Fact]
    public async Task Snapshots_ShowWhatEachCommitDid()
    {
        await using var host = await HostAsync();
        var row = (await host.QueryAsync("""
            select operation, added_records, added_files, deleted_records, parent_snapshot_id is not null, len(checkpoints), checkpoints[1].shard_id, checkpoints[1].sequence_number,
                len(gaps), summary['operation'], committed_at <= now()
            from snapshots('s') order by sequence_number desc limit 1
            """))[0];
        Assert.Equal("append", row[0]);
        Assert.Equal([2L, 1L, 0L, true, 2L, "shardId-000000000000"], row[1..7]);
        Assert.Equal(host.Streams.Shards("s")[0].Records.Where(record => Encoded(record) < 10).Max(record => record.SequenceNumber).ToString(), row[7]);
        Assert.Equal([0L, "append", true], row[8..]);
    }

    [Fact]
    public async Task Shards_ShowLineageCheckpointsAndLag()
    {
        await using var host = await HostAsync();
        host.Streams.Split("s", 0);
        await host.Archiver.ArchiveAsync("s");
        host.Streams.Put("s", "k", "{}");
        var rows = await host.QueryAsync("""
            select shard_id, status, parent_shard_ids, is_archived_to_end, archived_to_sequence_number is not null, archive_lag_seconds >= 0, live_lag_seconds between 0 and 60, hash_key_to, len(gaps)
            from shards('s') order by shard_id
            """);
        Assert.Equal(4, rows.Count);
        Assert.Equal(["shardId-000000000000", "closed", Array.Empty<object?>(), true, true, null, null, UInt128.MaxValue, 0L], rows[0]);
        Assert.Equal(["shardId-000000000001", "open", Array.Empty<object?>(), false, true, true, true, UInt128.MaxValue, 0L], rows[1]);
        Assert.Equal(["shardId-000000000002", "open", new object?[] { "shardId-000000000000" }, false, false, null, true, UInt128.MaxValue, 0L], rows[2]);
        Assert.Equal(1L, await host.ScalarAsync("select sum(live_records)::bigint from shards('s')"));
    }

    [Fact]
    public async Task Relations_OfAStreamWithoutArchive_AreEmptyOrLive()
    {
        await using var host = new SqlHost();
        host.Streams.Create("fresh", 1);
        host.Streams.Put("fresh", "k", "{\"a\":1}");
        Assert.Equal([0L, 1L, 0L, 1L], (await host.QueryAsync(
            "select (select count(*) from archive('fresh')), (select count(json) from live('fresh')), (select count(*) from snapshots('fresh')), (select count(*) from shards('fresh'))"))[0]);
        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync("from archive('fresh', as_of := '2030-01-01')"))).Kind);
    }

    [Fact]
    public async Task Relations_OfAStreamThatIsGone_AreItsArchive()
    {
        await using var host = await HostAsync();
        host.Streams.Delete("s");
        Assert.Equal([10L, 0L, 3L, 2L], (await host.QueryAsync(
            "select (select count(*) from archive('s')), (select count(*) from live('s')), (select count(*) from snapshots('s')), (select count(*) from shards('s') where status = 'gone')"))[0]);
    }

    [Fact]
    public async Task Relation_ErrorInTheStatement_NamesThePositionInWhatWasWritten()
    {
        await using var host = await HostAsync();
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync("select * from archive('s') a join live('s') l using (sequence_number) where nope = 1"));
        Assert.Contains("line 1, column 77", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_HaveOneEntryPerRelation()
    {
        await using var host = await HostAsync();
        await using var result = await host.Engine.ExecuteAsync(new("select (select count(*) from s), (select count(*) from archive('s')), (select count(*) from live('s')), (select count(*) from S)"), default);
        await foreach (var _ in result.Batches) { }
        Assert.Equal(["archive(s)", "live(s)", "s"], result.Stats.Tables.Select(table => table.Relation));
        Assert.Equal([(10L, 0L), (0, 3), (10, 3)], result.Stats.Tables.Select(table => (table.ArchiveRecordCount, table.LiveRecordCount)));
    }

    /// <summary>Stream <c>s</c> of two shards: ten records archived in three commits, and three live.</summary>
    private static async Task<SqlHost> HostAsync()
    {
        var host = new SqlHost();
        host.Streams.Create("s", 2);
        foreach (var count in new[] { 4, 4, 2 })
        {
            for (var i = 0; i < count; i++) Put(host);
            await host.Archiver.ArchiveAsync("s");
        }
        for (var i = 0; i < 3; i++) Put(host);
        return host;
    }

    private static void Put(SqlHost host)
    {
        var number = host.Streams.Shards("s").Sum(shard => shard.Records.Count);
        host.Streams.Put("s", $"{(char)('a' + number)}", $"{number}");
    }

    private static int Encoded(StreamRecord record) => int.Parse(record.Data.Span, CultureInfo.InvariantCulture);
}
