using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Kinesis;

/// <summary>What our clients and any Kinesis agree on. Each test has a stream of its own.</summary>
public abstract class KinesisContract : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static int s_streamCount;

    protected KinesisContract(Uri endpoint)
    {
        Client = new(TestCredentials.Basic, ConfigFor(endpoint));
        Cbor = new(TestCredentials.Basic, ConfigFor(endpoint));
        Json = new(TestCredentials.Basic, ConfigFor(endpoint));
    }

    protected static AmazonKinesisConfig ConfigFor(Uri endpoint) => new() { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };

    protected AmazonKinesisClient Client { get; }

    protected KinesisRecordClient Cbor { get; }

    private JsonKinesisRecordClient Json { get; }

    private string Stream { get; } = $"contract-{Interlocked.Increment(ref s_streamCount)}";

    [Fact]
    public async Task CreateStream_Described_IsActiveWithShardsThatCoverAllHashKeys()
    {
        await CreateAsync(3);

        var summary = (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!;
        var description = (await Client.DescribeStreamAsync(new() { StreamName = Stream })).StreamDescription!;

        Assert.Equal(3, summary.OpenShardCount);
        Assert.Equal(24, summary.RetentionPeriodHours);
        Assert.InRange(summary.StreamCreationTimestamp!.Value, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));
        Assert.EndsWith($":stream/{Stream}", summary.StreamARN, StringComparison.Ordinal);
        var ranges = description.Shards!.Select(s => s.HashKeyRange!).OrderBy(r => UInt128.Parse(r.StartingHashKey!)).ToList();
        Assert.Equal(UInt128.Zero, UInt128.Parse(ranges[0].StartingHashKey!));
        Assert.Equal(UInt128.MaxValue, UInt128.Parse(ranges[^1].EndingHashKey!));
        for (var i = 1; i < ranges.Count; i++) Assert.Equal(UInt128.Parse(ranges[i - 1].EndingHashKey!) + 1, UInt128.Parse(ranges[i].StartingHashKey!));
    }

    [Fact]
    public async Task CreateStream_ExistsAlready_ThrowsResourceInUse()
    {
        await CreateAsync(1);
        await Assert.ThrowsAsync<ResourceInUseException>(() => Client.CreateStreamAsync(new() { StreamName = Stream, ShardCount = 1 }));
    }

    [Fact]
    public async Task DescribeStream_IsUnknown_ThrowsResourceNotFound()
    {
        var error = await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeStreamSummaryAsync(new() { StreamName = "no-such-stream" }));
        Assert.Contains("no-such-stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteStream_Described_IsGone()
    {
        await CreateAsync(1);
        await Client.DeleteStreamAsync(new() { StreamName = Stream });
        await UntilAsync(async () =>
        {
            try
            {
                return (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!.StreamStatus != StreamStatus.DELETING;
            }
            catch (ResourceNotFoundException)
            {
                return true;
            }
        });
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeStreamSummaryAsync(new() { StreamName = Stream }));
    }

    [Fact]
    public async Task PutRecord_Read_GivesTheSameRecord()
    {
        await CreateAsync(1);
        var before = DateTime.UtcNow.AddMinutes(-1);

        var put = await Client.PutRecordAsync(new() { StreamName = Stream, Data = new([0, 1, 254, 255]), PartitionKey = "key" });

        var iterator = await IteratorAsync(put.ShardId!, ShardIteratorType.TRIM_HORIZON);
        var record = Assert.Single((await Client.GetRecordsAsync(new() { ShardIterator = iterator })).Records!);
        Assert.Equal([0, 1, 254, 255], record.Data!.ToArray());
        Assert.Equal("key", record.PartitionKey);
        Assert.Equal(put.SequenceNumber, record.SequenceNumber);
        Assert.InRange(record.ApproximateArrivalTimestamp!.Value, before, before.AddMinutes(3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordClient_PutAndRead_GivesTheSameRecordsInOrder(bool json)
    {
        await CreateAsync(1);
        IKinesisRecordClient records = json ? Json : Cbor;
        PutEntry[] entries =
        [
            .. Enumerable.Range(0, 50).Select(i => new PutEntry(Enumerable.Range(0, i * 5).Select(b => (byte)b).ToArray(), $"schlüssel-{i}", null)),
            new("explicit"u8.ToArray(), "key", "170141183460469231731687303715884105728"),
        ];

        var results = await records.PutRecordsAsync(Stream, entries, default);
        var batch = await records.GetRecordsAsync(await IteratorAsync(results[0].ShardId!, ShardIteratorType.TRIM_HORIZON), 10_000, default);

        Assert.All(results, r => Assert.True(r.IsPut, r.ErrorMessage));
        Assert.Equal(results.Select(r => r.SequenceNumber), batch.Records.Select(r => r.SequenceNumber));
        Assert.Equal(entries.Select(e => e.PartitionKey), batch.Records.Select(r => System.Text.Encoding.UTF8.GetString(r.PartitionKey.Span)));
        Assert.All(entries.Zip(batch.Records), pair => Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
        Assert.NotNull(batch.NextShardIterator);
        Assert.True(batch.BehindLatest < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task GetShardIterator_EveryType_StartsWhereItSays()
    {
        await CreateAsync(1);
        var puts = new List<PutEntryResult>();
        for (var i = 0; i < 3; i++) puts.AddRange(await Cbor.PutRecordsAsync(Stream, [new(new byte[] { (byte)i }, "key", null)], default));
        var shard = puts[0].ShardId!;
        var second = puts[1].SequenceNumber.ToString();

        Assert.Equal([0, 1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.TRIM_HORIZON)));
        Assert.Equal([1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AT_SEQUENCE_NUMBER, second)));
        Assert.Equal([2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, second)));
        Assert.Equal([0, 1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AT_TIMESTAMP, time: DateTime.UtcNow.AddHours(-1))));
        var latest = await IteratorAsync(shard, ShardIteratorType.LATEST);
        Assert.Empty(await ReadAsync(latest));
        await Cbor.PutRecordsAsync(Stream, [new(new byte[] { 3 }, "key", null)], default);
        Assert.Equal([3], await ReadAsync(latest));
    }

    [Fact]
    public async Task GetShardIterator_ShardIsUnknown_ThrowsResourceNotFound()
    {
        await CreateAsync(1);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => IteratorAsync("shardId-000000000099", ShardIteratorType.LATEST));
    }

    [Fact]
    public async Task SplitShard_ParentReadToItsEnd_NamesItsChildren()
    {
        await CreateAsync(1);
        var put = await Client.PutRecordAsync(new() { StreamName = Stream, Data = new([7]), PartitionKey = "key" });

        await Client.SplitShardAsync(new() { StreamName = Stream, ShardToSplit = put.ShardId, NewStartingHashKey = "170141183460469231731687303715884105728" });
        await UntilActiveAsync();

        var shards = await ListShardsAsync();
        var children = shards.Where(s => s.ParentShardId == put.ShardId).Select(s => s.ShardId!).Order().ToList();
        Assert.Equal(2, children.Count);
        Assert.NotNull(shards.Single(s => s.ShardId == put.ShardId).SequenceNumberRange!.EndingSequenceNumber);
        var end = await ReadToEndAsync(await IteratorAsync(put.ShardId!, ShardIteratorType.TRIM_HORIZON));
        Assert.Equal(children, end.ChildShards.Select(c => c.ShardId!).Order());
        Assert.All(end.ChildShards, c => Assert.Equal([put.ShardId!], c.ParentShards!));
    }

    [Fact]
    public async Task MergeShards_Listed_ChildHasBothParents()
    {
        await CreateAsync(2);
        var parents = (await ListShardsAsync()).Select(s => s.ShardId!).Order().ToList();

        await Client.MergeShardsAsync(new() { StreamName = Stream, ShardToMerge = parents[0], AdjacentShardToMerge = parents[1] });
        await UntilActiveAsync();

        var child = Assert.Single(await ListShardsAsync(), s => !parents.Contains(s.ShardId!));
        Assert.Equal(parents, ((string[])[child.ParentShardId!, child.AdjacentParentShardId!]).Order());
        Assert.Equal(UInt128.MaxValue, UInt128.Parse(child.HashKeyRange!.EndingHashKey!));
    }

    [Fact]
    public async Task UpdateShardCount_Doubled_OpensAsMany()
    {
        await CreateAsync(2);

        var answer = await Client.UpdateShardCountAsync(new() { StreamName = Stream, TargetShardCount = 4, ScalingType = ScalingType.UNIFORM_SCALING });
        await UntilActiveAsync();

        Assert.Equal((2, 4), (answer.CurrentShardCount, answer.TargetShardCount));
        Assert.Equal(4, (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!.OpenShardCount);
    }

    [Fact]
    public async Task RetentionPeriod_IncreasedAndDecreased_IsDescribed()
    {
        await CreateAsync(1);

        await Client.IncreaseStreamRetentionPeriodAsync(new() { StreamName = Stream, RetentionPeriodHours = 48 });
        await UntilActiveAsync();
        Assert.Equal(48, (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!.RetentionPeriodHours);

        await Client.DecreaseStreamRetentionPeriodAsync(new() { StreamName = Stream, RetentionPeriodHours = 24 });
        await UntilActiveAsync();
        Assert.Equal(24, (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!.RetentionPeriodHours);
    }

    [Fact]
    public async Task ListShards_InPages_GivesEachShardOnce()
    {
        await CreateAsync(5);

        var first = await Client.ListShardsAsync(new() { StreamName = Stream, MaxResults = 2 });
        var ids = first.Shards!.Select(s => s.ShardId!).ToList();
        for (var token = first.NextToken; token is not null;)
        {
            var page = await Client.ListShardsAsync(new() { NextToken = token, MaxResults = 2 });
            ids.AddRange(page.Shards!.Select(s => s.ShardId!));
            token = page.NextToken;
        }

        Assert.Equal(2, first.Shards!.Count);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(5, ids.Count);
    }

    [Fact]
    public async Task ListStreams_StreamExists_NamesIt()
    {
        await CreateAsync(1);
        var names = new List<string>();
        ListStreamsResponse page;
        do
        {
            page = await Client.ListStreamsAsync(new() { ExclusiveStartStreamName = names.LastOrDefault() });
            names.AddRange(page.StreamNames!);
        }
        while (page.HasMoreStreams == true);
        Assert.Contains(Stream, names);
    }

    [Fact]
    public virtual async Task GetRecords_IteratorIsGarbage_ThrowsInvalidArgument() =>
        await Assert.ThrowsAsync<InvalidArgumentException>(() => Cbor.GetRecordsAsync("garbage", 10, default));

    [Fact]
    public virtual async Task PutRecords_MoreThanItsLimit_IsRefused()
    {
        await CreateAsync(1);
        var entries = Enumerable.Range(0, 501).Select(i => new PutEntry(new byte[] { 1 }, $"{i}", null)).ToList();
        await Assert.ThrowsAnyAsync<AmazonKinesisException>(() => Cbor.PutRecordsAsync(Stream, entries, default));
    }

    [Fact]
    public async Task PutRecords_StreamIsUnknown_ThrowsResourceNotFound() =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Cbor.PutRecordsAsync("no-such-stream", [new(new byte[] { 1 }, "key", null)], default));

    public void Dispose()
    {
        Client.Dispose();
        Cbor.Dispose();
        Json.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task CreateAsync(int shardCount)
    {
        await Client.CreateStreamAsync(new() { StreamName = Stream, ShardCount = shardCount });
        await UntilActiveAsync();
    }

    private Task UntilActiveAsync() => UntilAsync(async () =>
        (await Client.DescribeStreamSummaryAsync(new() { StreamName = Stream })).StreamDescriptionSummary!.StreamStatus == StreamStatus.ACTIVE);

    /// <summary>The emulator is a real process or server: its state changes when it will.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(started.Elapsed < Deadline, "The stream did not become what was waited for.");
            await Task.Delay(20);
        }
    }

    private async Task<List<Shard>> ListShardsAsync() => (await Client.ListShardsAsync(new() { StreamName = Stream })).Shards!;

    private async Task<string> IteratorAsync(string shardId, ShardIteratorType type, string? sequence = null, DateTime? time = null)
    {
        var answer = await Client.GetShardIteratorAsync(
            new() { StreamName = Stream, ShardId = shardId, ShardIteratorType = type, StartingSequenceNumber = sequence, Timestamp = time });
        return answer.ShardIterator!;
    }

    private async Task<byte[]> ReadAsync(string iterator) => [.. (await Cbor.GetRecordsAsync(iterator, 100, default)).Records.Select(r => r.Data.Span[0])];

    private async Task<RecordBatch> ReadToEndAsync(string iterator)
    {
        for (var call = 0; call < 10; call++)
        {
            var batch = await Cbor.GetRecordsAsync(iterator, 100, default);
            if (batch.NextShardIterator is null) return batch;
            iterator = batch.NextShardIterator;
        }
        throw new InvalidOperationException("The closed shard has no end.");
    }
}
