using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Queries;

/// <summary>Column <c>fields</c> over merged files, files that are not merged, and live records.</summary>
public sealed class FieldsTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Stream = "flights";

    private SqlHost _host = null!;
    private int _count;

    public Task InitializeAsync()
    {
        _host = new(new HourStart());
        // The hour in which a test runs counts as over.
        _host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        _host.Streams.Create(Stream, 1);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Query_BeforeAnyMerge_HasNoSuchColumn()
    {
        await ArchiveAsync("""{"delay":1}""");
        var failure = await Assert.ThrowsAsync<PlatformException>(() => _host.QueryAsync("select fields.delay from flights"));
        Assert.Equal(FailureKind.Invalid, failure.Kind);
    }

    [Fact]
    public async Task Query_MergedArchivedAndLive_GivesFieldsOfEach()
    {
        await ArchiveAsync("""{"carrier":"AA","delay":5,"o":{"p":1}}""", "no json");
        await ArchiveAsync("""{"carrier":"UA","delay":7}""");
        await MergeAsync();
        await ArchiveAsync("""{"carrier":"AA","delay":9,"o":{"p":2}}""");
        Put("""{"carrier":"DL","delay":11,"o":{}}""");
        Put("""{"carrier":12,"delay":"no number"}""");

        Assert.Equal([["AA", 5L], [null, null], ["UA", 7L], ["AA", 9L], ["DL", 11L], ["12", null]], await SelectAsync("fields.carrier, fields.delay"));
        Assert.Equal([[1L], [null], [null], [2L], [null], [null]], await SelectAsync("f.fields.o.p"));
        Assert.Equal([["AA", 2L, 14L]], await RowsAsync("select fields.carrier, count(*), sum(fields.delay)::bigint from flights f where fields.carrier = 'AA' group by all"));
        Assert.Equal([[false], [true], [false], [false], [false], [false]], await SelectAsync("fields is null"));
        var whole = (QueryStruct)(await SelectAsync("fields"))[0][0]!;
        Assert.Equal(["carrier", "delay", "o"], whole.Members.Select(member => member.Key));
        Assert.Equal(9, (await _host.QueryAsync("select * from flights limit 1"))[0].Length);
        Assert.Equal((2, 2), (await StatsAsync("select fields.delay from flights")) is var stats ? (stats.FileCount, stats.LiveRecordCount) : default);
    }

    [Fact]
    public async Task Query_OneRecord_IsTheSameBeforeAndAfterItsMerge()
    {
        await ArchiveAsync("""{"a":1,"b":"x","c":{"d":1.5,"e":true}}""", """{"a":2}""");
        await ArchiveAsync("""{"b":"y"}""");
        await MergeAsync();
        for (var i = 0; i < 3; i++) await ArchiveAsync(Payloads);
        var before = Text(await SelectAsync("fields, fields.a, fields.c.d, fields.c, fields.b"));
        await MergeAsync();
        // The merged payloads hold nothing that the types did not hold: the types are as they were.
        Assert.Equal(before, Text(await SelectAsync("fields, fields.a, fields.c.d, fields.c, fields.b")));
    }

    [Fact]
    public async Task Query_AfterATypeGaveWay_GivesEveryRecordByTheNewType()
    {
        await ArchiveAsync("""{"x":1,"y":1}""");
        await ArchiveAsync("""{"x":2,"y":2}""");
        await MergeAsync();
        await ArchiveAsync("""{"x":"three","y":3.5}""");
        await ArchiveAsync("""{"x":[4],"y":4}""");
        // One merge a run: the rest is read by the new types although it is not merged by them yet.
        _host.Get<IOptions<MergeOptions>>().Value.RunBytesMax = 1;
        await MergeAsync(target: 4096);
        Assert.Equal([["1", 1.0], ["2", 2.0], ["three", 3.5], ["[4]", 4.0]], await SelectAsync("fields.x, fields.y"));
        await MergeAsync(target: 4096);
        Assert.Equal([["1", 1.0], ["2", 2.0], ["three", 3.5], ["[4]", 4.0]], await SelectAsync("fields.x, fields.y"));
    }

    [Fact]
    public async Task Query_TypeChangesWhileRecordsAreLive_GivesThemByTheNewType()
    {
        for (var i = 0; i < 2; i++) await ArchiveAsync("""{"x":1}""");
        await MergeAsync();
        for (var i = 0; i < 2; i++) await ArchiveAsync("""{"x":"two","z":2}""");
        Put("""{"x":"three","z":3,"o":{"p":true}}""");
        Assert.Equal([[1L], [1L], [null], [null], [null]], await SelectAsync("fields.x"));
        // What the live record has beside is a column only now, and was not when it was first asked for.
        await MergeAsync();
        Assert.Equal([["1", null], ["1", null], ["two", 2L], ["two", 2L], ["three", 3L]], await SelectAsync("fields.x, fields.z"));
        Assert.Equal(1, (await StatsAsync("select fields.x from flights")).LiveRecordCount);
        Assert.Equal([[5L, 1L]], await RowsAsync("select (select count(*) from flights), (select count(*) from live('flights'))"));
    }

    [Fact]
    public async Task Query_MemberThatEarlierFilesLack_IsNullThere()
    {
        for (var file = 0; file < 2; file++) await ArchiveAsync([.. Enumerable.Range(0, 1000).Select(i => $$$"""{"a":{{{i}}},"o":{"p":1},"r":"{{{Guid.NewGuid()}}}"}""")]);
        await MergeAsync();
        for (var file = 0; file < 2; file++) await ArchiveAsync([.. Enumerable.Range(0, 10).Select(i => $$$"""{"b":{{{i}}},"o":{"q":{{{i}}}}}""")]);
        await MergeAsync(target: 40_000);
        Assert.Equal(2, (await StatsAsync("select fields.a from flights")).FileCount);

        Assert.Equal([[20L, 20L, 2000L, 2020L]], await RowsAsync("select count(fields.b), count(fields.o.q), count(fields.o.p), count(*) from flights"));
        Assert.Equal([[20L]], await RowsAsync("select count(fields.o.q) from flights"));
        Assert.Equal([[2L]], await RowsAsync("select count(*) from flights where fields.a = 2"));
        Assert.Equal([[2L]], await RowsAsync("select count(*) from flights where fields.b = 2"));
    }

    [Fact]
    public async Task Query_ConditionOnFields_IsNotTheScansAsOneOnColumnsIs()
    {
        await ArchiveAsync("""{"delay":1}""", """{"delay":61}""");
        await ArchiveAsync("""{"delay":62,"carrier":"AA"}""");
        await MergeAsync();
        foreach (var select in (string[])["count(fields.delay)", "max(fields)"])
        {
            var plan = (string)(await RowsAsync($"explain (format json) select {select} from archive('flights') a where fields.delay > 60 and partition_key < 'z'"))[0][0]!;
            var scan = JsonDocument.Parse(plan).RootElement.GetProperty("plan").EnumerateArray().Single();
            while (scan.GetProperty("operator").GetString() != "READ_PARQUET") scan = scan.GetProperty("children").EnumerateArray().Single();
            var filters = scan.GetProperty("details").GetProperty("Filters").GetString();
            Assert.Contains("partition_key", filters, StringComparison.Ordinal);
            Assert.DoesNotContain("delay", filters, StringComparison.Ordinal);
        }
        Assert.Equal([[2L]], await RowsAsync("select count(*) from archive('flights') a where fields.delay > 60 and partition_key < 'z'"));
    }

    [Fact]
    public async Task Scan_ConditionOnFields_Selects()
    {
        await ArchiveAsync("""{"delay":1}""", """{"delay":61}""");
        await ArchiveAsync("""{"delay":62}""");
        await MergeAsync();
        await ArchiveAsync("""{"delay":63}""", """{"delay":2}""");
        var version = await (await _host.Get<IArchiveCatalog>().OpenAsync(new(Stream), default))!.LoadAsync(default);

        await _host.Scanner.ValidateWhereAsync(new(Stream), "fields.delay > 60", default);
        await Assert.ThrowsAsync<PlatformException>(() => _host.Scanner.ValidateWhereAsync(new(Stream), "fields.delayed > 60", default));
        Assert.Equal(3, (await _host.Scanner.EstimateAsync(new(new(Stream), version) { Where = "fields.delay > 60" }, 100, default)).RecordCount);
        Assert.Equal(1, (await _host.Scanner.EstimateAsync(
            new(new(Stream), version) { Where = "fields.delay > 60 AND t.fields IS NOT NULL", After = new(new("shardId-000000000000"), MemoryStreams.SequenceOf(3), 0) }, 100, default)).RecordCount);
    }

    private static readonly string[] Payloads =
    [
        """{"a":null,"b":"","c":null}""", """{"b":"\u00e9","c":{"d":2}}""", "{", """{"a":9223372036854775807}""", """{"c":{}}""", "[1]", "", """{"other":null}""", """{"c":{"e":false,"d":null}}""", """{"a":-1,"a":3}""",
    ];

    private void Put(string payload) => _host.Streams.Put(Stream, $"key{_count++}", payload);

    private async Task ArchiveAsync(params string[] payloads)
    {
        foreach (var payload in payloads) Put(payload);
        await _host.Archiver.ArchiveAsync(Stream);
    }

    private async Task MergeAsync(long target = 128 << 20)
    {
        var table = (await _host.Get<IArchiveCatalog>().OpenAsync(new(Stream), default))!;
        Assert.Equal(1, (await _host.Get<ITableMerger>().MergeAsync(table, target, default)).MergeCount);
    }

    private Task<object?[][]> SelectAsync(string columns) => RowsAsync($"select {columns} from flights f order by sequence_number");

    private async Task<object?[][]> RowsAsync(string sql) => [.. await _host.QueryAsync(sql)];

    private async Task<TableStats> StatsAsync(string sql)
    {
        await using var result = await _host.Engine.ExecuteAsync(new(sql), default);
        await foreach (var _ in result.Batches) { }
        return Assert.Single(result.Stats.Tables);
    }

    private static string Text(object?[][] rows) => string.Join('\n', rows.Select(row => string.Join(" | ", row.Select(Text))));

    private static string Text(object? value) => value is QueryStruct whole ? $"{{{string.Join(", ", whole.Members.Select(member => $"{member.Key}: {Text(member.Value)}"))}}}" : JsonSerializer.Serialize(value);
}
