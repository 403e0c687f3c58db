using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Kinesis;

/// <summary>What our clients and any Kinesis agree on. Each test has a stream of its own.</summary>
public abstract partial class KinesisContract : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
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
        Assert.InRange(summary.StreamCreationTimestamp!.Value, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
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
}
