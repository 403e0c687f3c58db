using System.Text;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Scans;

public sealed class ArchiveScannerTests
{
    [Fact]
    public async Task Scan_TwoCommits_IsInOrderAndResumesAfterAPosition()
    {
        await using var host = new SqlHost();
        var scan = await ArchivedAsync(host);

        var all = await ReadAsync(host, scan);
        Assert.Equal(all.OrderBy(r => r.ShardId).ThenBy(r => r.SequenceNumber).Select(r => r.SequenceNumber), all.Select(r => r.SequenceNumber));
        Assert.Equal(40, all.Count);
        Assert.Equal(40, await CountAsync(host, scan));

        var middle = all[17];
        var rest = await ReadAsync(host, scan with { After = new(middle.ShardId, middle.SequenceNumber, middle.SubSequenceNumber) });
        Assert.Equal(all.Skip(18).Select(r => r.SequenceNumber), rest.Select(r => r.SequenceNumber));
    }

    [Fact]
    public async Task Scan_LastPerKey_IsDecidedBeforeTheFilterUnlessToldOtherwise()
    {
        await using var host = new SqlHost();
        var scan = await ArchivedAsync(host) with { LastPerKey = true };
        // The last record of key i is record 30 + i.
        Assert.Equal(Enumerable.Range(30, 10), Numbers(await ReadAsync(host, scan)));
        var filtered = scan with { Where = "(json->>'$.n')::int < 35 -- early ones" };
        Assert.Equal(Enumerable.Range(30, 5), Numbers(await ReadAsync(host, filtered)));
        Assert.Equal(Enumerable.Range(25, 10), Numbers(await ReadAsync(host, filtered with { FilterFirst = true })));
        Assert.Equal(5, await CountAsync(host, filtered));
    }

    [Fact]
    public async Task Scan_BoundsShardAndReplayed_Select()
    {
        await using var host = new SqlHost();
        var scan = await ArchivedAsync(host);
        var shard = new ShardId("shardId-000000000000");
        var all = await ReadAsync(host, scan);
        Assert.Equal(all.Count(r => r.ShardId == shard), (await ReadAsync(host, scan with { ShardId = shard })).Count);
        var from = all.Min(r => r.ArrivedAt);
        Assert.Equal(40, (await ReadAsync(host, scan with { From = from })).Count);
        Assert.Empty(await ReadAsync(host, scan with { To = from }));

        // Those that a replay wrote, whoever has written them anew since; and those that only look like it.
        foreach (var replay in (string[])["""{"_replay":{"id":"x","seq":"1"}}""", """{"\u005freplay":{"id":"x","seq":"1"}}""", """ {"n":1,"_replay":{"seq":"1","id":"\u0078"}}"""]) host.Streams.Put("s", "k", replay);
        foreach (var other in (string[])["""{"_replay":{"id":1,"seq":"1"}}""", """{"_replay":"mine"}""", """["_replay"]""", """{"text":"_replay \\"}""", "_replay", ""]) host.Streams.Put("s", "other", other);
        var later = new ArchiveScan(new("s"), await host.Archiver.ArchiveAsync("s"));
        Assert.Equal(49, await CountAsync(host, later));
        Assert.Equal(46, await CountAsync(host, later with { ExcludeReplayed = true }));
        // The last records of "k" are replays: it has none, or none but earlier ones, without them.
        Assert.Contains(await ReadAsync(host, later with { LastPerKey = true }), record => record.PartitionKeyText == "k");
        Assert.DoesNotContain(await ReadAsync(host, later with { LastPerKey = true, ExcludeReplayed = true }), record => record.PartitionKeyText == "k");
        Assert.Equal(40, await CountAsync(host, scan));
    }

    [Fact]
    public async Task Scan_RangesOfSequenceNumbers_AreInclusiveThenExclusive()
    {
        await using var host = new SqlHost();
        var scan = await ArchivedAsync(host);
        var shard = (await ReadAsync(host, scan)).GroupBy(r => r.ShardId).First(g => g.Count() > 5).ToList();
        var bounded = scan with { Sequences = new Dictionary<ShardId, SequenceRange> { [shard[0].ShardId] = new(shard[2].SequenceNumber, shard[4].SequenceNumber) } };
        Assert.Equal(shard[2..4].Select(r => r.SequenceNumber), (await ReadAsync(host, bounded)).Select(r => r.SequenceNumber));
        Assert.Equal(shard[2..4].Select(r => r.SequenceNumber), (await ReadAsync(host, bounded with { ShardId = shard[0].ShardId })).Select(r => r.SequenceNumber));
        Assert.Empty(await ReadAsync(host, scan with { Sequences = new Dictionary<ShardId, SequenceRange>() }));
        var only = scan with { Only = [new(shard[3].ShardId, shard[3].SequenceNumber, 0), new(shard[1].ShardId, shard[1].SequenceNumber, 0), new(shard[1].ShardId, shard[1].SequenceNumber, 1)] };
        Assert.Equal([shard[1].SequenceNumber, shard[3].SequenceNumber], (await ReadAsync(host, only)).Select(r => r.SequenceNumber));
        Assert.Equal([shard[0].SequenceNumber, shard[1].SequenceNumber], (await ReadAsync(host, scan with { ShardId = shard[0].ShardId, CountMax = 2 })).Select(r => r.SequenceNumber));
    }

    [Fact]
    public async Task Scan_LastPerExpression_KeepsRecordsThatHaveNoKey()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 2);
        foreach (var (key, payload) in new[] { ("a", "{\"id\":7}"), ("b", "{\"id\":7}"), ("c", "{}"), ("c", "text"), ("d", "{\"id\":8}") })
            host.Streams.Put("s", key, payload);
        var scan = new ArchiveScan(new("s"), await host.Archiver.ArchiveAsync("s")) { LastPerKey = true, Key = "json->>'$.id' -- the flight" };
        Assert.Equal(["b", "c", "c", "d"], (await ReadAsync(host, scan)).Select(r => r.PartitionKeyText).Order(StringComparer.Ordinal));
        Assert.Equal(4, await CountAsync(host, scan));
    }

    [Fact]
    public async Task Scan_Tombstones_AreLeftOutOnceTheLastRecordPerKeyIsDecided()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1);
        foreach (var payload in new[] { "{\"n\":1}", "" }) host.Streams.Put("s", "a", payload);
        foreach (var payload in new[] { " null ", "{\"n\":2}" }) host.Streams.Put("s", "b", payload);
        host.Streams.Put("s", "c", "{\"_replay\":{\"id\":\"x\",\"seq\":\"1\",\"encoding\":\"base64\"},\"data\":\"bnVsbA==\"}");
        host.Streams.Put("s", "d", "not json");
        var scan = new ArchiveScan(new("s"), await host.Archiver.ArchiveAsync("s")) { ExcludeTombstones = true };
        Assert.Equal(["a", "b", "d"], (await ReadAsync(host, scan)).Select(r => r.PartitionKeyText));
        Assert.Equal(["b", "d"], (await ReadAsync(host, scan with { LastPerKey = true })).Select(r => r.PartitionKeyText));
    }

    [Fact]
    public async Task Scan_ComputedExpression_IsTextAndNullWhereItFails()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1);
        foreach (var payload in new[] { "{\"n\":1}", "{\"n\":\"x\"}", "text" }) host.Streams.Put("s", "a", payload);
        var scan = new ArchiveScan(new("s"), await host.Archiver.ArchiveAsync("s")) { ShardId = new("shardId-000000000000"), Compute = "(json->>'$.n')::int + 1" };
        var records = new List<ScannedRecord>();
        await foreach (var batch in host.Scanner.ScanAsync(scan, default)) records.AddRange(batch);
        Assert.Equal(["2", null, null], records.Select(r => r.Computed));
    }

    [Fact]
    public async Task Estimate_OfSomeFiles_IsScaledUpAndSaysSo()
    {
        await using var host = new SqlHost();
        host.Streams.Create("s", 1);
        var version = default(Archive.TableVersion);
        for (var i = 0; i < 8; i++)
        {
            host.Streams.Put("s", "k", $"{{\"n\":{i}}}");
            version = await host.Archiver.ArchiveAsync("s");
        }
        var estimate = await host.Scanner.EstimateAsync(new(new("s"), version!), 2, default);
        Assert.Equal((8, 64, false, 8, 2), (estimate.RecordCount, estimate.PayloadBytes, estimate.IsExact, estimate.FileCount, estimate.FilesRead));
        Assert.Equal(0, (await host.Scanner.EstimateAsync(new(new("s"), version!) { Where = "false" }, 2, default)).RecordCount);
    }

    [Fact]
    public async Task ValidateExpression_TakesOneExpressionOfOneRecord()
    {
        await using var host = new SqlHost();
        await host.Scanner.ValidateExpressionAsync(new("s"), "json->>'$.id' -- of the flight", default);
        await host.Scanner.ValidateExpressionAsync(new("s"), "partition_key || '-' || shard_id", default);
        foreach (var (expression, expected) in new[]
        {
            ("1 +\nnope", "line 2, column 1"), ("sum(1)", "aggregate"), ("(select 1)", "subqueries"), ("row_number() over ()", "window"), ("1) IS NOT NULL OR (2", "one expression"),
            ("1) || TRY(2", "one expression"), ("1, 2", "TRY"), ("read_text('x')", "not allowed"), ("t.*", "expression"),
        })
        {
            var refusal = await Record.ExceptionAsync(() => host.Scanner.ValidateExpressionAsync(new("s"), expression, default)) as PlatformException;
            Assert.True(refusal is { Kind: FailureKind.Invalid }, $"{expression}: {refusal}");
            Assert.Contains(expected, refusal.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task ValidateWhere_NamesThePositionWithinTheCondition()
    {
        await using var host = new SqlHost();
        await host.Scanner.ValidateWhereAsync(new("s"), "(json->>'$.delay')::int > 60", default);
        foreach (var (where, expected) in new[] { ("1 = 1 and\nnope > 1", "line 2, column 1"), ("sum(1) > 2", "aggregate"), ("(1", "line") })
        {
            var refusal = await Assert.ThrowsAsync<PlatformException>(() => host.Scanner.ValidateWhereAsync(new("s"), where, default));
            Assert.Equal(FailureKind.Invalid, refusal.Kind);
            Assert.Contains(expected, refusal.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task<ArchiveScan> ArchivedAsync(SqlHost host)
    {
        host.Streams.Create("s", 3);
        for (var i = 0; i < 40; i++)
        {
            host.Streams.Put("s", $"k{i % 10}", $"{{\"n\":{i}}}");
            if (i == 20) await host.Archiver.ArchiveAsync("s");
        }
        return new(new("s"), await host.Archiver.ArchiveAsync("s"));
    }

    private static async Task<List<StreamRecord>> ReadAsync(SqlHost host, ArchiveScan scan)
    {
        var records = new List<StreamRecord>();
        await foreach (var batch in host.Scanner.ScanAsync(scan, default)) records.AddRange(batch.Select(r => r.Record));
        return records;
    }

    private static async Task<long> CountAsync(SqlHost host, ArchiveScan scan)
    {
        var estimate = await host.Scanner.EstimateAsync(scan, 100, default);
        Assert.True(estimate.IsExact);
        return estimate.RecordCount;
    }

    private static IEnumerable<int> Numbers(IEnumerable<StreamRecord> records) =>
        records.Select(record => int.Parse(Encoding.UTF8.GetString(record.Data.Span).Trim('{', '}').Split(':')[1], null)).Order();
}
