using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Aggregation;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.Emulated;

/// <summary>Putting aggregates while the stream is resharded, against an emulator in real time.</summary>
public abstract class AggregatingProducerContract : IDisposable
{
    private const int KeyCount = 25;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly StreamName Stream = new("aggregated");

    private readonly AmazonKinesisClient _kinesis;
    private readonly KinesisRecordClient _records;
    private readonly StreamDirectory _directory;
    private readonly StreamsOptions _options = new() { Producer = new() { Aggregates = true, AggregateBytesMax = 20_000 } };

    protected AggregatingProducerContract(Uri endpoint)
    {
        var config = new AmazonKinesisConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };
        (_kinesis, _records) = (new(TestCredentials.Basic, config), new(TestCredentials.Basic, config));
        _directory = new(_kinesis, _options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
    }

    [Fact]
    public async Task Put_StreamIsSplitMeanwhile_EachRecordLiesWhereItWasAcknowledgedInTheShardOfItsKey()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _directory.EnsureAsync(Stream, 2, deadline.Token);
        await using var producer = new StreamProducer(_records, _directory, _options, TimeProvider.System, Random.Shared, NullLogger<StreamProducer>.Instance);
        OutgoingRecord[] records = [.. Enumerable.Range(0, 3_000).Select(i => new OutgoingRecord($"key-{i % KeyCount}", BitConverter.GetBytes(i)))];

        var results = new List<PutResult>(await producer.PutAsync(Stream, records[..1_000], deadline.Token));
        var first = (await _directory.DescribeAsync(Stream, deadline.Token))!.Shards[0];
        var middle = first.StartingHashKey + (first.EndingHashKey - first.StartingHashKey) / 2;
        await _kinesis.SplitShardAsync(new() { StreamName = Stream.Value, ShardToSplit = first.Id.Value, NewStartingHashKey = $"{middle}" }, deadline.Token);
        for (var start = 1_000; start < records.Length; start += 500) results.AddRange(await producer.PutAsync(Stream, records[start..(start + 500)], deadline.Token));

        var shards = (await _directory.DescribeAsync(Stream, deadline.Token))!.Shards.ToDictionary(s => s.Id);
        var read = await ReadAsync(shards.Keys, deadline.Token);
        foreach (var (record, result) in records.Zip(results))
        {
            var found = read[(result.ShardId, result.SequenceNumber, result.SubSequenceNumber)];
            Assert.Equal((record.PartitionKey, BitConverter.ToInt32(record.Data.Span)), (found.PartitionKeyText, BitConverter.ToInt32(found.Data.Span)));
            Assert.True(ShardMap.Holds(shards[result.ShardId], new EnqueuedRecord(record, 0, default).HashKey));
        }
        Assert.True(results.Select(r => r.ShardId).Distinct().Count() > 2, "The records should lie in shards of two generations.");
        Assert.Contains(results, r => r.SubSequenceNumber > 0);
    }

    public void Dispose()
    {
        _kinesis.Dispose();
        _records.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<Dictionary<(ShardId, SequenceNumber, int), StreamRecord>> ReadAsync(IEnumerable<ShardId> shards, CancellationToken cancellationToken)
    {
        var read = new Dictionary<(ShardId, SequenceNumber, int), StreamRecord>();
        foreach (var shard in shards)
        {
            var request = new Amazon.Kinesis.Model.GetShardIteratorRequest { StreamName = Stream.Value, ShardId = shard.Value, ShardIteratorType = ShardIteratorType.TRIM_HORIZON };
            var iterator = (await _kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator;
            // Never disposed: the records stay valid.
            for (var batch = await _records.GetRecordsAsync(iterator!, 10_000, cancellationToken); batch.Records.Count > 0; batch = await _records.GetRecordsAsync(batch.NextShardIterator!, 10_000, cancellationToken))
            {
                var expanded = new PooledList<StreamRecord>();
                KplAggregate.Expand(shard, batch.Records, 0, expanded);
                foreach (var record in expanded) read.Add((shard, record.SequenceNumber, record.SubSequenceNumber), record);
                if (batch.NextShardIterator is null) break;
            }
        }
        return read;
    }
}
