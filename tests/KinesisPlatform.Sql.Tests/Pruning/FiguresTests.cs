using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;
using Xunit.Abstractions;

namespace KinesisPlatform.Sql.Tests.Pruning;

/// <summary>What typical queries fetch of a merged table, nothing at hand. KINESIS_PLATFORM_TEST_PRUNING_EVENTS=400000 gives the figures of PERFORMANCE.md.</summary>
public sealed class FiguresTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShardId Shard = new("shardId-000000000000");

    [Fact]
    public async Task Query_Typical_FetchesAFractionOfTheTable()
    {
        var events = int.Parse(Environment.GetEnvironmentVariable("KINESIS_PLATFORM_TEST_PRUNING_EVENTS") ?? "50000", CultureInfo.InvariantCulture);
        await using var host = new SqlHost();
        host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        await FillAsync(host, events);

        var full = await ReadAsync(host, "all", "select count(data), count(partition_key), min(arrived_at), max(fields::varchar) from events where data is not null and sequence_number > '' and explicit_hash_key is null and sub_sequence_number = 0 and shard_id > ''");
        var count = await ReadAsync(host, "count(*)", "select count(*) from events");
        var (from, to) = (Start.AddMinutes(30), Start.AddMinutes(31.2));
        var range = await ReadAsync(host, "1 % of the time, two fields", $"select count(*), avg(fields.delay), max(fields.device) from events where arrived_at >= '{from:O}' and arrived_at < '{to:O}'");
        var rangeWhole = await ReadAsync(host, "1 % of the time, *", $"select * from events where arrived_at >= '{from:O}' and arrived_at < '{to:O}'");
        var sum = await ReadAsync(host, "sum of one field", "select sum(fields.delay) from events");
        var group = await ReadAsync(host, "group by a field, sum of another", "select fields.device, sum(fields.delay) from events group by all");
        var ordered = await ReadAsync(host, "the same, ordered by all", "select fields.device, sum(fields.delay) from events group by all order by all");
        var lookup = await ReadAsync(host, "two fields of one key", "select fields.delay, fields.device from events where partition_key = 'user-77'");
        var record = await ReadAsync(host, "one sequence number, *", $"select * from events where sequence_number = '4963{events / 3:D52}'");

        Assert.Equal((0, 0), (count.FetchedBytes, count.RequestCount));
        Assert.InRange(sum.FetchedBytes, 1, full.FullScanBytes / 20);
        Assert.InRange(group.FetchedBytes, 1, full.FullScanBytes / 20);
        Assert.Equal(group.FetchedBytes, ordered.FetchedBytes);
        Assert.InRange(lookup.FetchedBytes, 1, full.FullScanBytes / 10);
        Assert.True(range.RowGroupCount < range.RowGroupTotal && range.FetchedBytes < sum.FetchedBytes * 2);
        Assert.True(rangeWhole.FetchedBytes < full.FetchedBytes * 2 / 3 && record.FetchedBytes < full.FetchedBytes * 2 / 3);
    }

    private async Task<TableStats> ReadAsync(SqlHost host, string name, string sql)
    {
        var options = host.Get<IOptions<SqlOptions>>().Value;
        options.CacheBytesMax = 0;
        host.Get<ObjectCache>().Reserve(null, 0);
        options.CacheBytesMax = 1L << 40;
        await using var result = await host.Engine.ExecuteAsync(new(sql), default);
        await foreach (var _ in result.Batches) { }
        var stats = result.Stats.Tables.Single();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {stats.FetchedBytes} of {stats.FullScanBytes} bytes ({100.0 * stats.FetchedBytes / stats.FullScanBytes:0.##} %), {stats.NeededBytes} needed, {stats.RequestCount} requests, {stats.FileCount} of {stats.FileTotal} files, {stats.RowGroupCount} of {stats.RowGroupTotal} row groups"));
        return stats;
    }

    // Two hours in two merged files.
    private static async Task FillAsync(SqlHost host, int events)
    {
        var random = new Random(1);
        var stream = host.Streams.Create("events", 1, Start);
        var table = await host.Get<IArchiveCatalog>().OpenOrCreateAsync(new("events"), default);
        ShardCheckpoint? last = null;
        for (var batch = 0; batch < 4; batch++)
        {
            var records = Enumerable.Range(batch * events / 4, events / 4).Select(number => new StreamRecord(
                Shard, SequenceNumber.Parse($"4963{number:D52}"), 0, Encoding.UTF8.GetBytes($"user-{random.Next(events / 10)}"), null, Start.AddTicks(TimeSpan.FromHours(2).Ticks * number / events / 10 * 10), Payload(random, number))).ToList();
            var to = new ShardCheckpoint(Shard, records[^1].SequenceNumber, false, Start.AddHours(2));
            Assert.Empty((await table.AppendAsync(new(new("events"), stream.CreatedAt), [new(last, to, records, [])], default)).Rejected);
            last = to;
        }
        while ((await host.Get<ITableMerger>().MergeAsync(table, 128 << 20, default)).MergeCount > 0) { }
    }

    private static byte[] Payload(Random random, int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$$"""{"event":"e{{{random.Next(20)}}}","delay":{{{random.Next(100_000)}}},"device":"d{{{random.Next(50)}}}","price":{{{random.Next(1000) / 8.0}}},"ok":{{{(number % 2 == 0 ? "true" : "false")}}},"session":"{{{new Guid(number, 0, 0, new byte[8])}}}","page":"/p/{{{random.Next(5000)}}}?ref={{{random.NextInt64()}}}","agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/{{{random.Next(600)}}}.36 (KHTML, like Gecko) Chrome/{{{random.Next(120)}}}.0","geo":{"lat":{{{random.NextDouble()}}},"lon":{{{random.NextDouble()}}}},"note":"{{{random.NextInt64():x}}}{{{random.NextInt64():x}}}{{{random.NextInt64():x}}}"}"""));
}
