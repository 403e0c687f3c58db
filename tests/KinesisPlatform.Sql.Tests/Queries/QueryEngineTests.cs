using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Tests.Queries;

public sealed class QueryEngineTests
{
    [Fact]
    public async Task Query_ArchiveAndLive_SeesEachRecordOnce()
    {
        await using var host = new SqlHost();
        host.Streams.Create("flights", 2);
        for (var i = 0; i < 10; i++) host.Streams.Put("flights", $"key{i}", $"{{\"delay\":{i}}}");
        Assert.Equal(10L, await host.ScalarAsync("select count(*) from flights"));

        await host.Archiver.ArchiveAsync("flights", recordsMax: 3);
        Assert.Equal(10L, await host.ScalarAsync("select count(*) from flights"));
        await host.Archiver.ArchiveAsync("flights");
        for (var i = 10; i < 15; i++) host.Streams.Put("flights", $"key{i}", $"{{\"delay\":{i}}}");

        await using var result = await host.Engine.ExecuteAsync(new("select count(distinct sequence_number) n, sum((json->>'$.delay')::int)::bigint s from flights"), default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        Assert.Equal([15L, 105L], rows[0]);
        Assert.Equal(["n", "s"], result.Columns.Select(column => column.Name));
        var table = Assert.Single(result.Stats.Tables);
        Assert.Equal((10, 5, 2), (table.ArchiveRecordCount, table.LiveRecordCount, table.FileCount));
        Assert.Equal(1, result.Stats.RowCount);
    }

    [Fact]
    public async Task Query_StreamOnlyLiveOrOnlyArchived_Works()
    {
        await using var host = new SqlHost();
        host.Streams.Create("Old-1.x", 1);
        host.Streams.Put("Old-1.x", "k", "1");
        await host.Archiver.ArchiveAsync("Old-1.x");
        host.Streams.Delete("Old-1.x");
        host.Streams.Create("fresh", 1);
        host.Streams.Put("fresh", "k", "2");

        Assert.Equal([1L, 1L], (await host.QueryAsync("select (select count(*) from \"Old-1.x\"), (select count(*) from FRESH)"))[0]);
    }

    [Fact]
    public async Task Query_StreamCreatedAgain_SeesBothLives()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1, host.Time.GetUtcNow().AddHours(-1));
        host.Streams.Put("s", "k", "1");
        await host.Archiver.ArchiveAsync("s");
        host.Streams.Delete("s");
        host.Streams.Create("s", 1);
        host.Streams.Put("s", "k", "2");

        Assert.Equal(2L, await host.ScalarAsync("select count(*) from s"));
        await host.Archiver.ArchiveAsync("s");
        Assert.Equal(2L, await host.ScalarAsync("select count(*) from s"));
    }

    [Fact]
    public async Task Query_ReshardedStream_FollowsTheChildren()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1);
        host.Streams.Put("s", "a", "1");
        Assert.Equal(1L, await host.ScalarAsync("select count(*) from s"));
        host.Streams.Split("s", 0);
        for (var i = 0; i < 4; i++) host.Streams.Put("s", $"k{i}", "2");
        await EventuallyAsync(host, "select count(*) from s", 5L);
        await host.Archiver.ArchiveAsync("s");
        Assert.Equal(5L, await host.ScalarAsync("select count(*) from s"));
    }

    [Fact]
    public async Task Query_PayloadsThatAreNotJson_HaveNullJsonAndFailNothing()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1);
        host.Streams.Put("s", "a", "{\"a\":1}");
        host.Streams.Put("s", "b", "not json");
        host.Streams.Put("s", "c", [0xFF, 0xFE, 0x00]);
        host.Streams.Put("s", "d", []);
        await host.Archiver.ArchiveAsync("s", recordsMax: 2);

        Assert.Equal([4L, 1L, 4L], (await host.QueryAsync("select count(*), count(json), count(data) from s"))[0]);
        Assert.Equal("1", await host.ScalarAsync("select json->>'$.a' from s where json is not null"));
        Assert.Equal(new byte[] { 0xFF, 0xFE, 0x00 }, await host.ScalarAsync("select data from s where partition_key = $1", "c"));
    }

    [Fact]
    public async Task Query_ValuesOfEveryType_ComeBackFaithfully()
    {
        await using var host = new SqlHost();
        var row = (await host.QueryAsync("""
            select null, true, 42::tinyint, 9007199254740993, 18446744073709551615::ubigint, 170141183460469231731687303715884105727::hugeint, 1.5::float, 0.1::double,
                12.340::decimal(18,3), 'ü', '\xAA'::blob, timestamptz '2026-01-02 03:04:05.678+02', timestamp '2026-01-02 03:04:05', date '2026-01-02', time '03:04:05',
                uuid '00112233-4455-6677-8899-aabbccddeeff', [1, null], {'a': 1, 'b': ['x']}, map {'k': 1}, interval 90 minutes, '{"a": 1}'::json
            """))[0];

        Assert.Equal([null, true, 42L, 9007199254740993L, ulong.MaxValue, Int128.MaxValue, 1.5f, 0.1, 12.340m, "ü"], row[..10]);
        Assert.Equal(new byte[] { 0xAA }, row[10]);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, 678, TimeSpan.Zero), row[11]);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5), row[12]);
        Assert.Equal([new DateOnly(2026, 1, 2), new TimeOnly(3, 4, 5), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")], row[13..16]);
        Assert.Equal([1L, null], Assert.IsType<object?[]>(row[16]));
        Assert.Equal(["a", "b"], Assert.IsType<QueryStruct>(row[17]).Members.Select(member => member.Key));
        Assert.Equal(KeyValuePair.Create((object)"k", (object?)1L), Assert.Single(Assert.IsType<QueryMap>(row[18]).Entries));
        Assert.Equal(new DuckDbInterval(0, 0, 5_400_000_000), row[19]);
        Assert.Equal(new QueryJson("{\"a\": 1}"), row[20]);
    }

    [Fact]
    public async Task Query_UnknownStream_NamesTheKnownOnes()
    {
        await using var host = new SqlHost();
        host.Streams.Create("flights", 1);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync("select * from fligths"));
        Assert.Equal(FailureKind.NotFound, refusal.Kind);
        Assert.Contains("Known streams: flights", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select nope from flights", "line 1, column 8")]
    [InlineData("select partition_key,\n  sub_sequence_number + from_hex('zz') from flights", "line 2")]
    [InlineData("select * from flights where partition_key = $1", "1 parameters")]
    public async Task Query_DoesNotCompile_NamesThePosition(string sql, string expected)
    {
        await using var host = new SqlHost();
        host.Streams.Create("flights", 1);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync(sql));
        Assert.Equal(FailureKind.Invalid, refusal.Kind);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OutOfTime_IsStoppedAndItsWorkerIsGone()
    {
        await using var host = new SqlHost(("WorkersMax", "1"));
        var request = new QueryRequest("select count(*) from range(100000000000) a(x) where hash(x) = 1") { Timeout = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<TimeoutException>(() => host.Engine.ExecuteAsync(request, default));
        // The only slot is free again.
        Assert.Equal(1L, await host.ScalarAsync("select 1::bigint"));
    }

    [Fact]
    public async Task Query_IgnoresDuckDbsLimits_IsEndedByTheSystem()
    {
        await using var host = new SqlHost(("WorkerMemoryBytesMax", "134217728"), ("WorkerProcessBytesMax", "536870912"));
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync("select len(range(400000000))"));
        Assert.Equal(FailureKind.Invalid, refusal.Kind);
        Assert.Equal(1L, await host.ScalarAsync("select 1::bigint"));
    }

    [Fact]
    public async Task Query_MoreThanMayWait_IsRefusedAsUnavailable()
    {
        await using var host = new SqlHost(("WorkersMax", "1"), ("QueueMax", "0"));
        await using var lease = await host.Get<WorkerPool>().RentAsync("", default);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => host.QueryAsync("select 1"))).Kind);
    }

    [Fact]
    public async Task Query_RowsMax_CutsAndSaysSo()
    {
        await using var host = new SqlHost();
        foreach (var (rowsMax, count, isCut) in new[] { (5000L, 5000L, true), (10_000L, 10_000L, false), (20_000L, 10_000L, false) })
        {
            await using var result = await host.Engine.ExecuteAsync(new("select * from range(10000)") { RowsMax = rowsMax }, default);
            await foreach (var batch in result.Batches) { }
            Assert.Equal((count, isCut), (result.Stats.RowCount, result.Stats.IsCut));
        }
    }

    [Fact]
    public async Task Query_ReaderThatFallsBehindTheLimit_FailsInsteadOfAnsweringShort()
    {
        await using var host = new SqlHost(("TailBytesMax", "1048576"));
        host.Streams.Create("s", 1);
        for (var i = 0; i < 20; i++) host.Streams.Put("s", "k", new byte[100_000]);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.ScalarAsync("select count(*) from s"));
        Assert.Equal(FailureKind.Unavailable, refusal.Kind);

        await host.Archiver.ArchiveAsync("s");
        await host.Get<Sql.Live.StreamTails>().RefreshAsync(new("s"), default);
        Assert.Equal(20L, await host.ScalarAsync("select count(*) from s"));
    }

    [Fact]
    public async Task Query_StreamCannotBeRead_FailsInsteadOfAnsweringShort()
    {
        await using var host = new SqlHost(("LiveWaitMax", "00:00:00.3"));
        host.Streams.Create("s", 1);
        host.Streams.Put("s", "k", "1");
        host.Streams.ReadFailure = new PlatformException(FailureKind.Unavailable, "throttled");
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => host.ScalarAsync("select count(*) from s"))).Kind);
        host.Streams.ReadFailure = null;
        await EventuallyAsync(host, "select count(*) from s", 1L);
    }

    private static async Task EventuallyAsync(SqlHost host, string sql, object expected)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            object? seen = null;
            try { seen = await host.ScalarAsync(sql); }
            catch (PlatformException exception) when (exception.Kind == FailureKind.Unavailable) { }
            if (expected.Equals(seen)) return;
            Assert.True(DateTime.UtcNow < deadline, $"{sql} gave {seen}, not {expected}, within two minutes.");
        }
    }
}
