using System.Globalization;
using System.Text;
using Amazon.Kinesis.Model;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Tests.Writing;

public sealed class StreamProducerAggregationTests
{
    private static readonly StreamsOptions Aggregating = new() { Producer = new() { Aggregates = true } };

    [Fact]
    public async Task Put_SmallRecords_GoInOneAggregatePerShardAndEachKnowsItsPlace()
    {
        var world = new Virtual(shardCount: 3, Aggregating);
        var records = Records(2_000, keyCount: 50);

        var results = await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, records, default));

        Assert.InRange(world.Kinesis.PutRequests.Sum(r => r.Count), 3, 9);
        var read = await ReadAllAsync(world);
        Assert.Equal(2_000, read.Count);
        foreach (var (record, result) in records.Zip(results))
        {
            var found = read[(result.ShardId, result.SequenceNumber, result.SubSequenceNumber)];
            Assert.Equal((record.PartitionKey, BitConverter.ToInt32(record.Data.Span)), (found.PartitionKeyText, BitConverter.ToInt32(found.Data.Span)));
        }
        foreach (var key in records.Zip(results).GroupBy(p => p.First.PartitionKey))
        {
            var places = key.Select(p => (p.Second.SequenceNumber, p.Second.SubSequenceNumber)).ToList();
            Assert.Equal(places.Order(), places);
        }
    }

    [Fact]
    public async Task Put_OneRecord_GoesAsItIs()
    {
        var world = new Virtual(options: Aggregating);
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, [new("a", new byte[] { 1, 2 })], default));
        Assert.Equal([1, 2], Assert.Single(Assert.Single(world.Kinesis.PutRequests)).Data.ToArray());
    }

    [Fact]
    public async Task Put_LargeAndSmallRecords_KeepsAggregatesWithinTheirBytesAndLargeOnesAlone()
    {
        var world = new Virtual(options: new() { Producer = new() { Aggregates = true, AggregateBytesMax = 1_000, RecordBytesMax = 4_000 } });
        OutgoingRecord[] records = [.. Enumerable.Range(0, 60).Select(i => new OutgoingRecord($"key-{i % 9}", new byte[i % 7 == 0 ? 3_000 : 90 + i]))];

        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, records, default));

        var entries = world.Kinesis.PutRequests.SelectMany(r => r).ToList();
        Assert.All(entries, e => Assert.True(e.Data.Length <= 1_000 || e.Data.Length == 3_000));
        Assert.Equal(9, entries.Count(e => e.Data.Length == 3_000));
        Assert.Contains(entries, e => e.Data.Length is > 850 and <= 1_000);
    }

    [Fact]
    public async Task Put_RecordInAnAggregateIsRefused_OnlyItFails()
    {
        var world = new Virtual(shardCount: 3, Aggregating);
        var bad = Encoding.UTF8.GetBytes("never to be taken");
        world.Kinesis.RequestError = entries => entries.Any(e => e.Data.Span.IndexOf(bad) >= 0) ? new ValidationException("A record is invalid.") : null;
        var records = Records(200, keyCount: 20);
        records[77] = new("alone", bad);

        var results = await world.RunAsync(async () =>
        {
            var tasks = new List<Task<PutResult>>();
            foreach (var record in records) tasks.Add(await world.Producer.EnqueueAsync(Virtual.Stream, record, default));
            await world.Producer.FlushAsync(default);
            return tasks;
        });

        Assert.Equal([77], results.Index().Where(r => r.Item.IsFaulted).Select(r => r.Index));
        Assert.True(Assert.IsType<PlatformException>(results[77].Exception!.InnerException).IsOfRecord);
        Assert.Equal(199, (await ReadAllAsync(world)).Count);
    }

    [Fact]
    public async Task Put_ExplicitHashKeys_DecideTheShardAndAreKept()
    {
        var world = new Virtual(shardCount: 2, Aggregating);
        OutgoingRecord[] records = [.. Enumerable.Range(0, 40).Select(i => new OutgoingRecord("key", BitConverter.GetBytes(i), i % 2 == 0 ? "0" : $"{UInt128.MaxValue - (UInt128)i}"))];

        var results = await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, records, default));

        Assert.All(results.Index(), r => Assert.Equal($"shardId-{r.Index % 2:D12}", r.Item.ShardId.Value));
        var read = await ReadAllAsync(world);
        Assert.All(records.Zip(results), p => Assert.Equal(
            p.First.ExplicitHashKey,
            read[(p.Second.ShardId, p.Second.SequenceNumber, p.Second.SubSequenceNumber)].ExplicitHashKey is { } key ? Encoding.UTF8.GetString(key.Span) : p.First.ExplicitHashKey));
    }

    [Fact]
    public async Task Put_ShardWasSplitUnnoticed_PutsWhatWentAstrayAgainIntoItsOwnShard()
    {
        var world = new Virtual(options: Aggregating);
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(10, keyCount: 10), default));
        await SplitAsync(world);

        var results = await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(100, keyCount: 20), default));

        var places = world.Kinesis.RecordsOf(Virtual.Stream.Value).ToLookup(r => (r.ShardId, r.Record.SequenceNumber));
        Assert.Equal(2, results.Select(r => r.ShardId).Distinct().Count());
        Assert.DoesNotContain(Virtual.First, results.Select(r => r.ShardId));
        foreach (var (record, result) in Records(100, keyCount: 20).Zip(results))
        {
            var (_, start, end, _) = Assert.Single(places[(result.ShardId, result.SequenceNumber)]);
            Assert.InRange(HashKeyOf(record), start, end);
        }
        // Some lie twice: where they went astray, and where they belong.
        Assert.InRange((await ReadAllAsync(world)).Count, 111, 209);
    }

    [Fact]
    public async Task Put_SplitIsNotListedYet_GoesUnaggregatedUntilItIs()
    {
        var world = new Virtual(options: Aggregating);
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(2, keyCount: 2), default));
        world.Kinesis.FreezeShardList(true);
        await SplitAsync(world);
        // Notices, by a record that goes alone and cannot go astray.
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(1, keyCount: 1), default));
        var before = world.Kinesis.PutRequests.Count;

        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(30, keyCount: 10), default));

        Assert.All(world.Kinesis.PutRequests.Skip(before).SelectMany(r => r), e => Assert.Equal(4, e.Data.Length));
        world.Kinesis.FreezeShardList(false);
        before = world.Kinesis.PutRequests.Count;
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(1, keyCount: 1), default));
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, Records(30, keyCount: 10), default));
        Assert.Contains(world.Kinesis.PutRequests.Skip(before).SelectMany(r => r), e => e.Data.Length > 4);
        Assert.Equal(64, (await ReadAllAsync(world)).Count);
    }

    private static async Task SplitAsync(Virtual world) =>
        await world.Kinesis.SplitShardAsync(new() { StreamName = Virtual.Stream.Value, ShardToSplit = Virtual.First.Value, NewStartingHashKey = (UInt128.MaxValue / 2).ToString(CultureInfo.InvariantCulture) });

    private static UInt128 HashKeyOf(OutgoingRecord record) => new Streams.Writing.EnqueuedRecord(record, 0, default).HashKey;

    private static Task<Dictionary<(ShardId, SequenceNumber, int), StreamRecord>> ReadAllAsync(Virtual world)
    {
        var read = new Dictionary<(ShardId, SequenceNumber, int), StreamRecord>();
        foreach (var (shard, _, _, record) in world.Kinesis.RecordsOf(Virtual.Stream.Value))
        {
            var whole = new StreamRecord(shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data);
            using var expanded = new PooledList<StreamRecord>();
            if (!KplAggregate.TryExpand(whole, expanded)) expanded.Add(whole);
            foreach (var user in expanded) read.Add((shard, user.SequenceNumber, user.SubSequenceNumber), user);
        }
        return Task.FromResult(read);
    }

    private static OutgoingRecord[] Records(int count, int keyCount) => [.. Enumerable.Range(0, count).Select(i => new OutgoingRecord($"key-{i % keyCount}", BitConverter.GetBytes(i)))];
}
