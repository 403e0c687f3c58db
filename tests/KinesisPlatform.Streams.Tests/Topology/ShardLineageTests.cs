using KinesisPlatform.Streams.Topology;

namespace KinesisPlatform.Streams.Tests.Topology;

public sealed class ShardLineageTests
{
    // 0 splits into 1 and 2; 2 and 3 merge into 4.
    private static readonly ShardDescription[] Shards = [Shard(0), Shard(1, 0), Shard(2, 0), Shard(3), Shard(4, 2, 3)];

    [Fact]
    public void Readable_NothingEnded_AreTheRoots() => Assert.Equal([0, 3], Readable(Shards));

    [Fact]
    public void Readable_ParentEnded_AreItsChildrenToo() => Assert.Equal([1, 2, 3], Readable(Shards, 0));

    [Fact]
    public void Readable_OneOfTwoParentsEnded_IsNotTheirChildYet() => Assert.Equal([1, 3], Readable(Shards, 0, 2));

    [Fact]
    public void Readable_BothParentsEnded_IsTheirChild() => Assert.Equal([1, 4], Readable(Shards, 0, 2, 3));

    [Fact]
    public void Readable_ParentIsNoLongerListed_IsItsChild() => Assert.Equal([1, 2, 3], Readable(Shards[1..]));

    [Fact]
    public void ChildrenOf_MergedShard_IsTheOneChild() => Assert.Equal([Id(4)], ShardLineage.ChildrenOf(Id(3), Shards));

    private static int[] Readable(ShardDescription[] shards, params int[] ended) =>
        [.. ShardLineage.Readable(shards, ended.Select(Id).ToHashSet()).Select(s => int.Parse(s.Id.Value[^3..], null))];

    private static ShardDescription Shard(int number, params int[] parents) => new(Id(number), [.. parents.Select(Id)], 0, UInt128.MaxValue, false);

    private static ShardId Id(int number) => new($"shardId-{number:D12}");
}
