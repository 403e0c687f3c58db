using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Pruning;

/// <summary>Through the whole engine, workers included: what is read, and that it changes no answer.</summary>
public sealed class PrunedQueryTests(PrunedQueryTests.Events events) : IClassFixture<PrunedQueryTests.Events>
{
    private readonly SqlHost _host = events.Host;

    private const int Hours = 6, PerFile = 1500, LiveCount = 3;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShardId[] Shards = [new("shardId-000000000000"), new("shardId-000000000001")];

    [Fact]
    public async Task Query_Count_ReadsNothing()
    {
        var (rows, stats) = await RunAsync("select count(*), count(*) filter (true) from events");
        Assert.Equal([Hours * 2L * PerFile + LiveCount, Hours * 2L * PerFile + LiveCount], rows[0]);
        Assert.Equal((0, 0, 9, Hours * 2 * PerFile), (stats.RequestCount, stats.NeededBytes, stats.FileTotal, stats.ArchiveRecordCount));
        Assert.Equal((await _host.QueryAsync("select count(*) from archive('events') where true is true"))[0][0], Hours * 2L * PerFile);
    }

    [Theory]
    // One file an hour where they are merged, else two.
    [InlineData("arrived_at >= '2026-01-01T01:00:00Z' and arrived_at < '2026-01-01T02:00:00Z'", 1)]
    [InlineData("arrived_at between timestamptz '2026-01-01 04:10:00+00' and timestamptz '2026-01-01 04:20:00+00'", 2)]
    [InlineData("arrived_at::date = date '2025-12-31' or date_trunc('hour', arrived_at) = timestamp '2026-01-01 02:00:00'", 1)]
    [InlineData("arrived_at > now() - interval '1 hour'", 0)]
    [InlineData("arrived_at < $1", 1)]
    [InlineData("shard_id = 'shardId-000000000001' and arrived_at < timestamp '2026-01-01 05:30:00' at time zone 'Europe/Berlin'", 7)]
    [InlineData("fields.delay > 8500 and fields.delay < 9500", 7)]
    [InlineData("partition_key = 'key5' and fields.carrier = 'live'", 6)]
    [InlineData("not (arrived_at < '2026-01-01T05:00:00Z') and (json->>'$.carrier') = 'c1'", 2)]
    public async Task Query_Condition_ReadsWhatItNeedsAndAnswersTheSame(string condition, int fileCount)
    {
        const string seen = "count(*), sum(hash(sequence_number))::varchar, min(arrived_at), max(fields.delay), count(json), max(fields.o.p)";
        object?[] parameters = condition.Contains("$1", StringComparison.Ordinal) ? ["2026-01-01T00:30:00Z"] : [];
        Cool();
        var (rows, stats) = await RunAsync($"select {seen} from events where {condition}", parameters);
        // IS TRUE says the same, and nothing that bounds are read from.
        var (expected, all) = await RunAsync($"select {seen} from events where ({condition}) is true", parameters);
        Assert.Equal(Show(expected), Show(rows));
        Assert.Equal((fileCount, 9, 9), (stats.FileCount, all.FileCount, all.FileTotal));
        Assert.True(stats.NeededBytes < all.NeededBytes);
        Assert.True(all.NeededBytes <= all.FullScanBytes);
    }

    [Theory]
    [InlineData("select * exclude (sequence_number) from events order by sequence_number limit 3 offset 1000")]
    [InlineData("select partition_key, count(*) from events group by all order by all limit 5")]
    [InlineData("select e.fields.carrier, sum(e.fields.delay)::bigint, avg(e.fields.o.p) from events e group by all order by all")]
    // What the optimizer leaves of these names no column, or none in one place.
    [InlineData("select (select count(*) from events where partition_key = partition_key or true), (select max(fields.o.p) from events where fields.carrier = 'c1')")]
    [InlineData("select count(*), max(1) from events where data is not null or 1 = 1")]
    [InlineData("select count(*) from events where coalesce(true, fields.delay > 1)")]
    [InlineData("select min(explicit_hash_key), (select count(*) from events where false), (select count(*) from events) from events")]
    [InlineData("select e, e.fields from events e where e.sub_sequence_number = 0 order by e.sequence_number limit 2")]
    [InlineData("select count(distinct a.partition_key), count(b.explicit_hash_key), max(b.fields.delay) from events a left join archive('events') b on a.sequence_number = b.sequence_number and b.arrived_at < '2026-01-01T02:00:00Z' where a.arrived_at >= '2026-01-01T01:00:00Z'")]
    [InlineData("with recent as (select * from events where arrived_at > '2026-01-01T05:00:00Z') select min(arrived_at), max(data::varchar), count(*) from recent where partition_key > 'key3'")]
    [InlineData("select exists(select 1 from events where partition_key = 'nobody'), (select count(*) from events), 1")]
    public async Task Query_AnyColumns_AnswersAsFromWholeFiles(string sql)
    {
        Cool();
        var rows = (await RunAsync(sql)).Rows;
        _host.Get<IOptions<SqlOptions>>().Value.WholeFetchBytesMax = 8 << 20;
        Assert.Equal(Show((await RunAsync(sql)).Rows), Show(rows));
        _host.Get<IOptions<SqlOptions>>().Value.WholeFetchBytesMax = 0;
    }

    [Theory]
    [InlineData("count(*)")]
    [InlineData("min(sequence_number), count(distinct partition_key)")]
    [InlineData("sum(fields.delay)::bigint")]
    public async Task Query_UnderARowFilter_ReadsWhatTheFilterNeedsToo(string seen)
    {
        var expected = Show((await RunAsync($"select {seen} from events where fields.carrier = 'c1' and fields.o.p > 10")).Rows);
        Cool();
        await using var result = await _host.Engine.ExecuteAsync(new($"select {seen} from events") { Access = _host.Get<AccessKeys>().Find("tenant")! }, default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        Assert.Equal(expected, Show(rows));
    }

    [Fact]
    public async Task Scan_WithBounds_ReadsWhatItNeedsAndGivesTheSame()
    {
        var table = (await _host.Get<IArchiveCatalog>().OpenAsync(new("events"), default))!;
        var scan = new ArchiveScan(new("events"), await table.LoadAsync(default)) { From = Start.AddMinutes(90), To = Start.AddMinutes(250), ShardId = Shards[1] };
        var all = await ScanAsync(scan with { From = null, To = null, ShardId = null });
        bool IsIn(StreamRecord record) => record.ArrivedAt >= scan.From && record.ArrivedAt < scan.To && record.ShardId == Shards[1];
        Assert.Equal(Hours * 2 * PerFile, all.Count);
        Assert.Equal(all.Where(IsIn).Select(Text), (await ScanAsync(scan)).Select(Text));
        Assert.Equal(all.Count(IsIn), await CountAsync(scan));
        Assert.Equal(all.Count(IsIn) - 1, await CountAsync(scan with { After = Position(all.First(IsIn)) }));

        var delayed = scan with { Where = "fields.delay >= 4000 and partition_key = 'key7'" };
        var expected = all.Where(record => IsIn(record) && Delay(record) >= 4000 && Encoding.UTF8.GetString(record.PartitionKey.Span) == "key7").ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(Text), (await ScanAsync(delayed)).Select(Text));
        // The last record of the key is decided first, over all shards; then neither bound leaves it.
        Assert.Equal(0, await CountAsync(delayed with { LastPerKey = true, Where = "fields.delay < 4000" }));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "fields.carrier in ('c1', 'c2')", true)]
    [InlineData(null, "(json->>'$.carrier') = 'c3' and fields.o.p > 3", false)]
    // Of members that are in the files, and that are computed where they are not.
    [InlineData("fields.carrier", null, false)]
    [InlineData("fields.delay % 7", "fields.delay > 2000", true)]
    [InlineData("case when sub_sequence_number = 0 then partition_key end", null, false)]
    public async Task Scan_LastPerKey_IsWhatAWindowFunctionFinds(string? key, string? where, bool filterFirst)
    {
        var table = (await _host.Get<IArchiveCatalog>().OpenAsync(new("events"), default))!;
        var scan = new ArchiveScan(new("events"), await table.LoadAsync(default)) { From = Start.AddMinutes(20), To = Start.AddMinutes(310), LastPerKey = true, Key = key, Where = where, FilterFirst = filterFirst };
        var order = key is null ? "sequence_number desc" : "arrived_at desc, sequence_number desc";
        var (first, late) = (filterFirst ? where : null, filterFirst ? null : where);
        var expected = (await _host.QueryAsync($"""
            select sequence_number from (
                select *, row_number() over (partition by {key ?? "partition_key"} order by {order}) as place
                from archive('events') where arrived_at >= $1 and arrived_at < $2 and ({first ?? "true"}))
            where place = 1 and ({late ?? "true"}) order by shard_id, sequence_number
            """, scan.From, scan.To)).Select(row => (string)row[0]!).ToList();
        Assert.NotEmpty(expected);

        Cool();
        var records = await ScanAsync(scan);
        Assert.Equal(expected, records.Select(record => record.SequenceNumber.ToString()));
        Assert.Equal(expected.Count, await CountAsync(scan));
        var middle = records[records.Count / 2];
        Assert.Equal(expected.Skip(records.Count / 2 + 1), (await ScanAsync(scan with { After = Position(middle) })).Select(record => record.SequenceNumber.ToString()));
        Assert.Equal(records.Count(record => record.ShardId == Shards[1]), (await ScanAsync(scan with { ShardId = Shards[1] })).Count);
    }

    /// <summary>Empties the cache: what is not fetched is a hole.</summary>
    private void Cool()
    {
        var options = _host.Get<IOptions<SqlOptions>>().Value;
        options.CacheBytesMax = 0;
        // The live records stay: everything else has gone by then.
        try { _host.Get<ObjectCache>().Reserve(null, 0); }
        catch (CacheFullException) { }
        options.CacheBytesMax = 1 << 30;
        Assert.InRange(_host.Get<ObjectCache>().HeldBytes, 0, LiveCount * 1024);
    }

    private static RecordPosition Position(StreamRecord record) => new(record.ShardId, record.SequenceNumber, record.SubSequenceNumber);

    private static string Text(StreamRecord record) => $"{record.ShardId} {record.SequenceNumber} {Encoding.UTF8.GetString(record.Data.Span)}";

    private static int Delay(StreamRecord record) => JsonDocument.Parse(record.Data).RootElement.GetProperty("delay").GetInt32();

    private async Task<long> CountAsync(ArchiveScan scan) => (await _host.Scanner.EstimateAsync(scan, int.MaxValue, default)).RecordCount;

    private async Task<List<StreamRecord>> ScanAsync(ArchiveScan scan)
    {
        var records = new List<StreamRecord>();
        await foreach (var batch in _host.Scanner.ScanAsync(scan, default)) records.AddRange(batch.Select(scanned => scanned.Record));
        return records;
    }

    private async Task<(List<object?[]> Rows, TableStats Stats)> RunAsync(string sql, params object?[] parameters)
    {
        await using var result = await _host.Engine.ExecuteAsync(new(sql) { Parameters = parameters }, default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        return (rows, result.Stats.Tables.Single(table => table.Relation == "events"));
    }

    private static string Show(List<object?[]> rows) => JsonSerializer.Serialize(rows);

    /// <summary>Six hours of events, the first three merged, in files of which none is too small to be pruned; and live ones.</summary>
    public sealed class Events : IAsyncLifetime
    {
        private readonly ShardCheckpoint?[] _checkpoints = new ShardCheckpoint?[Shards.Length];
        internal SqlHost Host { get; } = new(
            ("WholeFetchBytesMax", "0"), ("FetchGapBytesMax", "0"),
            ("Access:Keys:0:Id", "tenant"), ("Access:Keys:0:Verifier", ScramVerifier.Create("password").ToString()),
            ("Access:Keys:0:Streams:0:Name", "events"), ("Access:Keys:0:Streams:0:Where", "fields.carrier = 'c1' and fields.o.p > 10"));

        private int _count;

        public async Task InitializeAsync()
        {
            Host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
            var stream = Host.Streams.Create("events", Shards.Length, Start);
            var table = await Host.Get<IArchiveCatalog>().OpenOrCreateAsync(new("events"), default);
            // Two files an hour; those of the first half of the hours are merged and have fields.
            for (var hour = 0; hour < Hours; hour++)
            {
                for (var file = 0; file < 2; file++) await AppendAsync(table, stream.CreatedAt, hour);
                if (hour == Hours / 2 - 1) while ((await Host.Get<ITableMerger>().MergeAsync(table, 128 << 20, default)).MergeCount > 0) { }
            }
            for (var i = 0; i < LiveCount; i++) Host.Streams.Put("events", "key5", $$"""{"delay":{{5 + i}},"carrier":"live"}""");
        }

        public Task DisposeAsync() => Host.DisposeAsync().AsTask();

        private async Task AppendAsync(IArchiveTable table, DateTimeOffset createdAt, int hour)
        {
            var appends = new List<ShardAppend>();
            var first = _count;
            for (var shard = 0; shard < Shards.Length; shard++)
            {
                var records = Enumerable.Range(0, PerFile / Shards.Length).Select(i => Record(Shards[shard], _count++, Start.AddHours(hour).AddSeconds((_count - first) * 2))).ToList();
                var to = new ShardCheckpoint(Shards[shard], records[^1].SequenceNumber, false, Start.AddHours(hour + 1));
                appends.Add(new(_checkpoints[shard], to, records, []));
                _checkpoints[shard] = to;
            }
            Assert.Empty((await table.AppendAsync(new(new("events"), createdAt), appends, default)).Rejected);
        }

        private static StreamRecord Record(ShardId shard, int number, DateTimeOffset arrivedAt) => new(
            shard, SequenceNumber.Parse($"4963{number:D52}"), 0, Encoding.UTF8.GetBytes($"key{number % 50}"), number % 3 == 0 ? Encoding.UTF8.GetBytes($"{number}") : (ReadOnlyMemory<byte>?)null, arrivedAt,
            Encoding.UTF8.GetBytes($$"""{"delay":{{number}},"carrier":"c{{number % 4}}","o":{"p":{{(number / 8.0).ToString(CultureInfo.InvariantCulture)}}},"r":"{{Guid.NewGuid()}}"}"""));
    }
}
