using Amazon.Kinesis.Model;

namespace KinesisPlatform.Streams.Tests.Topology;

public sealed class StreamDirectoryTests
{
    [Fact]
    public async Task Describe_StreamWasSplit_ListsClosedAndOpenShardsWithTheirParents()
    {
        var world = new Virtual(shardCount: 2);
        await world.Kinesis.SplitShardAsync(new() { StreamName = "flights", ShardToSplit = Virtual.First.Value, NewStartingHashKey = "1000" });

        var stream = (await world.Directory.DescribeAsync(Virtual.Stream, default))!;

        Assert.Equal([true, false, false, false], stream.Shards.Select(s => s.IsClosed));
        Assert.Equal([Virtual.First], stream.Shards[2].Parents);
        Assert.Equal((UInt128.Zero, (UInt128)999), (stream.Shards[2].StartingHashKey, stream.Shards[2].EndingHashKey));
        Assert.Equal(TimeSpan.FromHours(24), stream.Retention);
        Assert.Equal(world.Time.GetUtcNow(), stream.CreatedAt);
        Assert.Equal("ACTIVE", stream.Status);
    }

    [Fact]
    public async Task Describe_StreamIsUnknown_IsNull() => Assert.Null(await new Virtual().Directory.DescribeAsync(new("no-such-stream"), default));

    [Fact]
    public async Task Describe_StreamIsCreatedAgainMeanwhile_IsOneLifeOnly()
    {
        var world = new Virtual(shardCount: 2);
        world.Kinesis.Before = operation =>
        {
            if (operation != "ListShards") return;
            world.Kinesis.Before = _ => { };
            Recreate(world, shardCount: 3);
        };

        var stream = (await world.Directory.DescribeAsync(Virtual.Stream, default))!;

        Assert.Equal((world.Time.GetUtcNow(), 3), (stream.CreatedAt, stream.Shards.Count));
    }

    [Fact]
    public async Task Describe_StreamIsDeletedMeanwhile_IsNull()
    {
        var world = new Virtual();
        world.Kinesis.Before = operation =>
        {
            if (operation != "ListShards") return;
            world.Kinesis.Before = _ => { };
            _ = world.Kinesis.DeleteStreamAsync(new() { StreamName = Virtual.Stream.Value });
        };
        Assert.Null(await world.Directory.DescribeAsync(Virtual.Stream, default));
    }

    [Fact]
    public async Task Describe_StreamIsNeverTheSameTwice_IsTriedAgainLater()
    {
        var world = new Virtual();
        world.Kinesis.Before = operation =>
        {
            if (operation == "ListShards") Recreate(world, shardCount: 1);
        };
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => world.Directory.DescribeAsync(Virtual.Stream, default))).Kind);
    }

    private static void Recreate(Virtual world, int shardCount)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        _ = world.Kinesis.DeleteStreamAsync(new() { StreamName = Virtual.Stream.Value });
        world.Kinesis.CreateStream(Virtual.Stream.Value, shardCount);
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesAll()
    {
        var world = new Virtual();
        for (var i = 0; i < 250; i++) world.Kinesis.CreateStream($"s{i:D3}", 1);

        var names = await world.Directory.ListAsync(default);

        Assert.Equal(251, names.Distinct().Count());
    }

    [Fact]
    public async Task Ensure_StreamIsUnknown_CreatesIt()
    {
        var world = new Virtual();
        await world.Directory.EnsureAsync(new("new"), 3, default);
        Assert.Equal(3, (await world.Directory.DescribeAsync(new("new"), default))!.Shards.Count);
    }

    [Fact]
    public async Task Ensure_StreamExists_LeavesItAsItIs()
    {
        var world = new Virtual(shardCount: 2);
        await world.Directory.EnsureAsync(Virtual.Stream, 5, default);
        Assert.Equal(2, (await world.Directory.DescribeAsync(Virtual.Stream, default))!.Shards.Count);
    }

    [Fact]
    public async Task Ensure_AnotherCreatesItMeanwhile_Succeeds()
    {
        var world = new Virtual();
        world.Kinesis.FailNext("DescribeStreamSummary", new ResourceNotFoundException("not yet"));
        await world.Directory.EnsureAsync(Virtual.Stream, 1, default);
        Assert.Contains(world.Kinesis.Calls, c => c.Operation == "CreateStream");
    }
}
