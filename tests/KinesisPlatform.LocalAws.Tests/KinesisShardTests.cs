namespace KinesisPlatform.LocalAws.Tests;

public sealed class KinesisShardTests
{
    private static readonly string First = "shardId-000000000000";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SplitShard_ReadToItsEnd_LeadsToItsChildren(bool isCbor)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: isCbor);
        await kinesis.PutAsync("before");
        var open = await kinesis.OkAsync("GetRecords", ("ShardIterator", await kinesis.IteratorAsync("TRIM_HORIZON")));
        await kinesis.OkAsync("SplitShard", ("StreamName", "s"), ("ShardToSplit", First), ("NewStartingHashKey", "1000"));
        var late = await kinesis.OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("after")));

        var end = await kinesis.OkAsync("GetRecords", ("ShardIterator", open["NextShardIterator"]));

        Assert.Null(open["ChildShards"]);
        Assert.Null(end["NextShardIterator"]);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], end.List("ChildShards").Select(c => c.Text("ShardId")));
        Assert.Equal(First, end.Text("ChildShards.0.ParentShards.0"));
        Assert.Equal("999", end.Text("ChildShards.0.HashKeyRange.EndingHashKey"));
        Assert.Equal("shardId-000000000002", late.Text("ShardId"));
        Assert.Equal(["after"], await kinesis.ReadAsync("TRIM_HORIZON", "shardId-000000000002"));
        var parent = (await kinesis.OkAsync("ListShards", ("StreamName", "s"))).List("Shards")[0];
        Assert.True(string.CompareOrdinal(parent.Text("SequenceNumberRange.EndingSequenceNumber"), late.Text("SequenceNumber")) < 0);
    }

    [Fact]
    public async Task MergeShards_OfNeighbours_GivesOneChildWithBothParents()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(shardCount: 3);

        var apart = await kinesis.CallAsync("MergeShards", ("StreamName", "s"), ("ShardToMerge", First), ("AdjacentShardToMerge", "shardId-000000000002"));
        await kinesis.OkAsync("MergeShards", ("StreamName", "s"), ("ShardToMerge", First), ("AdjacentShardToMerge", "shardId-000000000001"));
        var again = await kinesis.CallAsync("MergeShards", ("StreamName", "s"), ("ShardToMerge", First), ("AdjacentShardToMerge", "shardId-000000000001"));

        var child = (await kinesis.OkAsync("ListShards", ("StreamName", "s"))).List("Shards")[3];
        Assert.Equal("InvalidArgumentException", apart.Error);
        Assert.Contains("has already been merged or split", again.Message, StringComparison.Ordinal);
        Assert.Equal([First, "shardId-000000000001"], [child.Text("ParentShardId"), child.Text("AdjacentParentShardId")]);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(4, 5)]
    [InlineData(5, 3)]
    [InlineData(3, 6)]
    public async Task UpdateShardCount_ToAnyScale_CoversAllHashKeysEvenly(int from, int to)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(from);

        var answer = await kinesis.OkAsync("UpdateShardCount", ("StreamName", "s"), ("TargetShardCount", to), ("ScalingType", "UNIFORM_SCALING"));

        Assert.Equal([from, to], [answer.Number("CurrentShardCount"), answer.Number("TargetShardCount")]);
        var open = (await FilteredAsync(kinesis, "AT_LATEST")).OrderBy(s => Hash(s, "Starting")).ToList();
        Assert.Equal(to, open.Count);
        Assert.Equal(UInt128.Zero, Hash(open[0], "Starting"));
        Assert.Equal(UInt128.MaxValue, Hash(open[^1], "Ending"));
        Assert.All(open.Zip(open.Skip(1)), pair => Assert.Equal(Hash(pair.First, "Ending") + 1, Hash(pair.Second, "Starting")));
    }

    [Fact]
    public async Task UpdateShardCount_BeyondDoubleOrHalf_IsRefused()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(4);

        Assert.Equal("LimitExceededException", (await kinesis.CallAsync("UpdateShardCount", ("StreamName", "s"), ("TargetShardCount", 9), ("ScalingType", "UNIFORM_SCALING"))).Error);
        Assert.Equal("LimitExceededException", (await kinesis.CallAsync("UpdateShardCount", ("StreamName", "s"), ("TargetShardCount", 1), ("ScalingType", "UNIFORM_SCALING"))).Error);
    }

    [Fact]
    public async Task ListShards_ByFilter_TellsTheShardsOfThatTime()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        kinesis.Time.Advance(TimeSpan.FromHours(1));
        await kinesis.OkAsync("SplitShard", ("StreamName", "s"), ("ShardToSplit", First), ("NewStartingHashKey", "1000"));
        kinesis.Time.Advance(TimeSpan.FromHours(1));
        await kinesis.OkAsync("MergeShards", ("StreamName", "s"), ("ShardToMerge", "shardId-000000000001"), ("AdjacentShardToMerge", "shardId-000000000002"));
        const int start = 1767225600;

        async Task<string> ShardsAsync(string type, params (string, object?)[] more) =>
            string.Concat((await FilteredAsync(kinesis, type, more)).Select(s => s.Text("ShardId")[^1]));

        Assert.Equal("0", await ShardsAsync("AT_TRIM_HORIZON"));
        Assert.Equal("0123", await ShardsAsync("FROM_TRIM_HORIZON"));
        Assert.Equal("3", await ShardsAsync("AT_LATEST"));
        Assert.Equal("12", await ShardsAsync("AT_TIMESTAMP", ("Timestamp", start + 5400)));
        Assert.Equal("123", await ShardsAsync("FROM_TIMESTAMP", ("Timestamp", start + 5400)));
        Assert.Equal("23", await ShardsAsync("AFTER_SHARD_ID", ("ShardId", "shardId-000000000001")));
        kinesis.Time.Advance(TimeSpan.FromHours(23.5));
        Assert.Equal("12", await ShardsAsync("AT_TRIM_HORIZON"));
        Assert.Equal([1, 2, 3], (await kinesis.OkAsync("ListShards", ("StreamName", "s"))).List("Shards").Select(s => s.Text("ShardId")[^1] - '0'));
    }

    [Fact]
    public async Task ListShards_PagedByToken_GivesEachShardOnceUntilTheTokenExpires()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(5);

        var first = await kinesis.OkAsync("ListShards", ("StreamName", "s"), ("MaxResults", 2), ("ExclusiveStartShardId", First));
        var second = await kinesis.OkAsync("ListShards", ("NextToken", first["NextToken"]), ("MaxResults", 2));
        var both = await kinesis.CallAsync("ListShards", ("NextToken", first["NextToken"]), ("StreamName", "s"));
        kinesis.Time.Advance(TimeSpan.FromSeconds(301));
        var expired = await kinesis.CallAsync("ListShards", ("NextToken", first["NextToken"]));

        Assert.Equal(["1", "2", "3", "4"], first.List("Shards").Concat(second.List("Shards")).Select(s => s.Text("ShardId")[^1..]));
        Assert.Null(second["NextToken"]);
        Assert.Equal("InvalidArgumentException", both.Error);
        Assert.Equal("ExpiredNextTokenException", expired.Error);
    }

    private static async Task<KinesisAnswer[]> FilteredAsync(KinesisFixture kinesis, string type, params (string Name, object? Value)[] more)
    {
        var filter = more.Append(("Type", type)).ToDictionary(m => m.Item1, m => m.Item2);
        return (await kinesis.OkAsync("ListShards", ("StreamName", "s"), ("ShardFilter", filter))).List("Shards");
    }

    private static UInt128 Hash(KinesisAnswer shard, string end) => UInt128.Parse(shard.Text($"HashKeyRange.{end}HashKey"), System.Globalization.CultureInfo.InvariantCulture);
}
