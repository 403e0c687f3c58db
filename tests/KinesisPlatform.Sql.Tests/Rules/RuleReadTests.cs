using System.Globalization;
using System.Text;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Rules;

/// <summary>What is fetched for keys that see a part: the columns that the statement and the rule name, of hidden records as of others.</summary>
public sealed class RuleReadTests : IAsyncLifetime, IAsyncDisposable
{
    private const int RecordCount = 4000;
    private const string Stream = "events";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShardId Shard = new("shardId-000000000000");
    private static readonly string Verifier = ScramVerifier.Create("password").ToString();

    private readonly SqlHost _host = new(
        ("WorkerThreads", "1"), ("WholeFetchBytesMax", "0"), ("FetchGapBytesMax", "0"),
        ("Access:Keys:0:Id", "filtered"), ("Access:Keys:0:Verifier", Verifier), ("Access:Keys:0:Streams:0:Name", Stream), ("Access:Keys:0:Streams:0:Where", "partition_key >= 'key2'"),
        ("Access:Keys:1:Id", "masked"), ("Access:Keys:1:Verifier", Verifier), ("Access:Keys:1:Streams:0:Name", Stream), ("Access:Keys:1:Streams:0:Masks:partition_key", "left(partition_key, 3)"),
        ("Access:Keys:2:Id", "both"), ("Access:Keys:2:Verifier", Verifier), ("Access:Keys:2:Streams:0:Name", Stream), ("Access:Keys:2:Streams:0:Where", "fields.n % 2 = 0"), ("Access:Keys:2:Streams:0:Masks:data", "encode('{\"n\":7}')"),
        ("Access:Keys:3:Id", "payload"), ("Access:Keys:3:Verifier", Verifier), ("Access:Keys:3:Streams:0:Name", Stream), ("Access:Keys:3:Streams:0:Where", "json->>'$.n' <> '0'"),
        ("Access:Keys:4:Id", "all"), ("Access:Keys:4:Verifier", Verifier), ("Access:Keys:4:Streams:0:Name", Stream), ("Access:Keys:4:Streams:0:Where", "true"),
        ("Access:Keys:5:Id", "none"), ("Access:Keys:5:Verifier", Verifier), ("Access:Keys:5:Streams:0:Name", Stream), ("Access:Keys:5:Streams:0:Where", "false"),
        ("Access:Keys:6:Id", "constant"), ("Access:Keys:6:Verifier", Verifier), ("Access:Keys:6:Streams:0:Name", Stream), ("Access:Keys:6:Streams:0:Masks:partition_key", "'x'"));

    private long _fileBytes;

    public async Task InitializeAsync()
    {
        _host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        var created = _host.Streams.Create(Stream, 1, Start).CreatedAt;
        var table = await _host.Get<IArchiveCatalog>().OpenOrCreateAsync(new(Stream), default);
        var random = new Random(1);
        ShardCheckpoint? last = null;
        for (var file = 0; file < 2; file++)
        {
            var records = Enumerable.Range(file * RecordCount / 2, RecordCount / 2).Select(i => Record(random, i)).ToList();
            var to = new ShardCheckpoint(Shard, records[^1].SequenceNumber, false, records[^1].ArrivedAt);
            Assert.NotEmpty((await table.AppendAsync(new(new(Stream), created), [new(last, to, records, [])], default)).Committed);
            last = to;
        }
        Assert.Equal(1, (await _host.Get<ITableMerger>().MergeAsync(table, 128 << 20, default)).MergeCount);
        _fileBytes = Assert.Single(await table.PlanAsync(await table.LoadAsync(default), new(), default)).LengthBytes;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("filtered", "select count(*), sum(fields.n)::bigint from events", 2000L, 9000L)]
    [InlineData("filtered", "select count(*), max(sub_sequence_number) from events where fields.n = 4", 200L, 0L)]
    [InlineData("filtered", "select count(*), 0 from events", 2000L, 0L)]
    [InlineData("masked", "select count(distinct partition_key), sum(fields.n)::bigint from events", 1L, 18000L)]
    [InlineData("masked", "select count(*), min(shard_id)[:5] from events", 4000L, "shard")]
    [InlineData("both", "select count(*), max(fields.n) from events", 2000L, 7L)]
    public async Task Query_WithoutThePayload_FetchesAFractionOfTheFile(string key, string sql, object count, object value)
    {
        Cool();
        Assert.Equal([count, value], (await AskAsync(key, sql)).Select(Whole));
        Assert.InRange(_host.Get<ObjectCache>().HeldBytes, 1, _fileBytes / 10);
    }

    [Theory]
    [InlineData("masked", "select count(*), 0 from events", 4000L, 0L)]
    [InlineData("all", "select count(*), 0 from events", 4000L, 0L)]
    [InlineData("all", "select count(*), sum(fields.n)::bigint from events", 4000L, 18000L)]
    [InlineData("none", "select count(*), 0 from events", 0L, 0L)]
    [InlineData("none", "select count(*), count(partition_key) from events", 0L, 0L)]
    [InlineData("constant", "select count(*), 0 from events", 4000L, 0L)]
    [InlineData("constant", "select count(*), min(partition_key) || max(partition_key) from events", 4000L, "xx")]
    public async Task Query_RuleThatHidesNoRecordByItsColumns_FetchesAFractionOfTheFileAtMost(string key, string sql, object count, object value)
    {
        Cool();
        Assert.Equal([count, value], (await AskAsync(key, sql)).Select(Whole));
        Assert.InRange(_host.Get<ObjectCache>().HeldBytes, 0, _fileBytes / 10);
    }

    [Theory]
    [InlineData("filtered", "select count(json), max(decode(data))[:5] from events", 2000L, """{"n":""")]
    // The rule gives another payload, but the statement names it.
    [InlineData("both", "select count(*), max(json)::varchar from events", 2000L, """{"n":7}""")]
    [InlineData("payload", "select count(*), max(partition_key) from events", 3600L, "key3")]
    public async Task Query_WithThePayload_FetchesIt(string key, string sql, object count, object value)
    {
        Cool();
        Assert.Equal([count, value], (await AskAsync(key, sql)).Select(Whole));
        Assert.InRange(_host.Get<ObjectCache>().HeldBytes, _fileBytes / 4, _fileBytes);
    }

    private static StreamRecord Record(Random random, int i)
    {
        var pad = new byte[200];
        random.NextBytes(pad);
        return new(Shard, SequenceNumber.Parse($"4963{i:D52}"), 0, Encoding.UTF8.GetBytes($"key{i % 4}"), null, Start.AddMilliseconds(i),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{i % 10}},"pad":"{{Convert.ToBase64String(pad)}}"}""")));
    }

    private static object? Whole(object? value) => value is int number ? (object)(long)number : value;

    private async Task<object?[]> AskAsync(string key, string sql)
    {
        await using var result = await _host.Engine.ExecuteAsync(new(sql) { Access = _host.Get<AccessKeys>().Find(key)! }, default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        return Assert.Single(rows);
    }

    private void Cool()
    {
        var options = _host.Get<IOptions<SqlOptions>>().Value;
        options.CacheBytesMax = 0;
        _host.Get<ObjectCache>().Reserve(null, 0);
        options.CacheBytesMax = 1L << 40;
    }
}
