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
        Assert.Equal(40, await host.Scanner.CountAsync(scan, default));

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
        Assert.Equal(5, await host.Scanner.CountAsync(filtered, default));
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

        host.Streams.Put("s", "k", "{\"_replay\":{\"id\":\"x\"}}");
        var later = new ArchiveScan(new("s"), await host.Archiver.ArchiveAsync("s"));
        Assert.Equal(41, await host.Scanner.CountAsync(later, default));
        Assert.Equal(40, await host.Scanner.CountAsync(later with { ExcludeReplayed = true }, default));
        Assert.Equal(40, await host.Scanner.CountAsync(scan, default));
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
        await foreach (var batch in host.Scanner.ScanAsync(scan, default)) records.AddRange(batch);
        return records;
    }

    private static IEnumerable<int> Numbers(IEnumerable<StreamRecord> records) =>
        records.Select(record => int.Parse(Encoding.UTF8.GetString(record.Data.Span).Trim('{', '}').Split(':')[1], null)).Order();
}
