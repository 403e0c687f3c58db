using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.Emulated;

/// <summary>Writing, resharding and reading at the same time, against an emulator in real time.</summary>
public abstract class ReshardingContract : IDisposable
{
    private const int KeyCount = 10;
    private const int RecordsPerKey = 12;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly StreamName Stream = new("resharded");

    private readonly AmazonKinesisClient _kinesis;
    private readonly KinesisRecordClient _records;
    private readonly StreamDirectory _directory;
    private readonly ShardSubscriptionClient _subscriptions;
    private readonly IShardReader _reader;
    private readonly StreamProducer _producer;

    protected ReshardingContract(Uri endpoint, ReadingMode mode)
    {
        AmazonKinesisConfig NewConfig() => new() { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };
        var config = NewConfig();
        var options = new StreamsOptions { GetRecordsPerShardPerSecond = 4 };
        (_kinesis, _records) = (new(TestCredentials.Basic, config), new(TestCredentials.Basic, config));
        _directory = new(_kinesis, options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
        _subscriptions = new(TestCredentials.Basic, NewConfig(), TimeProvider.System);
        _reader = mode == ReadingMode.FanOut
            ? new FanOutShardReader(_kinesis, _records, _subscriptions, _directory, options, "resharding", TimeProvider.System, Random.Shared, NullLogger<FanOutShardReader>.Instance)
            : new ShardReader(_kinesis, _records, _directory, options, TimeProvider.System, Random.Shared, NullLogger<ShardReader>.Instance);
        _producer = new(_records, _directory, options, TimeProvider.System, Random.Shared, NullLogger<StreamProducer>.Instance);
    }

    [Fact]
    public async Task ReadByLineage_StreamIsSplitAndMergedUnderLoad_GivesEachKeysRecordsOnceInOrder()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _directory.EnsureAsync(Stream, 2, deadline.Token);
        var read = new ConcurrentQueue<StreamRecord>();

        var (begun, resharded) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = WriteAsync(begun, resharded.Task, deadline.Token);
        var reading = ReadAsync(read, deadline.Token);
        await begun.Task.WaitAsync(deadline.Token);
        await ReshardAsync(deadline.Token);
        resharded.SetResult();
        await writing;
        await reading;

        var byKey = read.GroupBy(r => r.PartitionKeyText).ToDictionary(g => g.Key, g => g.Select(r => BitConverter.ToInt32(r.Data.Span)).ToList());
        Assert.Equal(KeyCount, byKey.Count);
        Assert.All(byKey.Values, values => Assert.Equal(Enumerable.Range(0, RecordsPerKey), values));
        Assert.True(read.Select(r => r.ShardId).Distinct().Count() > 2, "The records should lie in shards of several generations.");
    }

    public void Dispose()
    {
        _kinesis.Dispose();
        _records.Dispose();
        _subscriptions.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task WriteAsync(TaskCompletionSource begun, Task resharded, CancellationToken cancellationToken)
    {
        for (var i = 0; i < RecordsPerKey; i++)
        {
            // However fast or late the resharding is, some come before it and some after.
            if (i == RecordsPerKey - 2) await resharded.WaitAsync(cancellationToken);
            await _producer.PutAsync(Stream, [.. Enumerable.Range(0, KeyCount).Select(key => new OutgoingRecord($"key-{key}", BitConverter.GetBytes(i)))], cancellationToken);
            begun.TrySetResult();
            // Spread over the resharding; what is put when is up to the emulator and does not matter.
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>2 shards become 3, then 2 of those 1 again.</summary>
    private async Task ReshardAsync(CancellationToken cancellationToken)
    {
        var first = (await OpenShardsAsync(cancellationToken))[0];
        var middle = first.StartingHashKey + (first.EndingHashKey - first.StartingHashKey) / 2;
        await _kinesis.SplitShardAsync(new() { StreamName = Stream.Value, ShardToSplit = first.Id.Value, NewStartingHashKey = $"{middle}" }, cancellationToken);
        await UntilOpenAsync(3, cancellationToken);
        var open = await OpenShardsAsync(cancellationToken);
        await _kinesis.MergeShardsAsync(new() { StreamName = Stream.Value, ShardToMerge = open[1].Id.Value, AdjacentShardToMerge = open[2].Id.Value }, cancellationToken);
        await UntilOpenAsync(2, cancellationToken);
    }

    private async Task UntilOpenAsync(int count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (await _directory.DescribeAsync(Stream, cancellationToken) is not { Status: "ACTIVE" } stream || stream.Shards.Count(s => !s.IsClosed) != count)
        {
            Assert.True(started.Elapsed < Deadline, $"The stream did not come to {count} open shards.");
            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task<List<ShardDescription>> OpenShardsAsync(CancellationToken cancellationToken) =>
        [.. (await _directory.DescribeAsync(Stream, cancellationToken))!.Shards.Where(s => !s.IsClosed).OrderBy(s => s.StartingHashKey)];

    /// <summary>Reads every shard that may be read, until all records are here.</summary>
    private async Task ReadAsync(ConcurrentQueue<StreamRecord> read, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Dictionary<ShardId, Task>();
        var ended = new HashSet<ShardId>();
        while (read.Count < KeyCount * RecordsPerKey)
        {
            foreach (var (id, _) in running.Where(r => r.Value.IsCompleted).ToList())
            {
                await running[id];
                running.Remove(id);
                ended.Add(id);
            }
            var stream = (await _directory.DescribeAsync(Stream, cancellationToken))!;
            foreach (var shard in ShardLineage.Readable(stream.Shards, ended).Where(s => !running.ContainsKey(s.Id))) running[shard.Id] = ReadShardAsync(shard.Id, read, done.Token);
            await Task.Delay(50, cancellationToken);
        }
        await done.CancelAsync();
        await Task.WhenAll(running.Values).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task ReadShardAsync(ShardId shard, ConcurrentQueue<StreamRecord> read, CancellationToken cancellationToken)
    {
        await foreach (var batch in _reader.ReadAsync(Stream, shard, new ReadPosition.TrimHorizon(), cancellationToken))
        {
            foreach (var record in batch.Records) read.Enqueue(record);
        }
    }
}
