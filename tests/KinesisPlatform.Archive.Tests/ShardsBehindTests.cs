namespace KinesisPlatform.Archive.Tests;

public sealed class ShardsBehindTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = Start.AddHours(1);

    [Fact]
    public void Of_IsAShardThatWasNotReadThatFar() => Assert.Equal(
        [Shard(1), Shard(2)],
        Behind([Listed(0), Listed(1), Listed(2)], At(0, Until), At(1, Until.AddTicks(-1))));

    [Fact]
    public void Of_IsNoShardThatEnded() => Assert.Empty(Behind([Listed(0)], At(0, Start) with { IsEnded = true }));

    [Fact]
    public void Of_IsNoChildOfAParentThatHadNotEndedThen() => Assert.Empty(Behind([Listed(0), Listed(1, 0)], At(0, Until)));

    [Fact]
    public void Of_IsAChildOfAParentThatEnded() => Assert.Equal([Shard(1)], Behind([Listed(0), Listed(1, 0)], At(0, Until) with { IsEnded = true }));

    [Fact]
    public void Of_IsNoClosedShardThatLeftTheMapBeforeItsChildren() =>
        Assert.Empty(Behind([Listed(0) with { IsClosed = true }, Listed(1, 0), Listed(2, 0)], At(1, Until), At(2, Until)));

    [Fact]
    public void Of_IsEveryShardOfAStreamCreatedAgain()
    {
        var source = Describe(Listed(0)) with { CreatedAt = Start.AddMinutes(1) };
        Assert.Equal([Shard(0)], ShardsBehind.Of(source, Version(At(0, Until)), Until));
    }

    [Fact]
    public void Of_IsNothingOfAStreamThatIsGone() => Assert.Empty(ShardsBehind.Of(null, Version(), Until));

    [Fact]
    public void Of_IsEveryShardOfAStreamWithoutATable() => Assert.Equal([Shard(0)], ShardsBehind.Of(Describe(Listed(0)), null, Until));

    private static IReadOnlyList<ShardId> Behind(ShardDescription[] shards, params ShardCheckpoint[] checkpoints) => ShardsBehind.Of(Describe(shards), Version(checkpoints), Until);

    private static StreamDescription Describe(params ShardDescription[] shards) => new(new("flights"), "arn", Start, "ACTIVE", TimeSpan.FromDays(1), shards);

    private static TableVersion Version(params ShardCheckpoint[] checkpoints) =>
        new(1, 1, "m", Start, new(new(new("flights"), Start), checkpoints.ToDictionary(c => c.ShardId), []), 1, 1, 1);

    private static ShardDescription Listed(int number, params int[] parents) => new(Shard(number), [.. parents.Select(Shard)], 0, UInt128.MaxValue, IsClosed: false);

    private static ShardCheckpoint At(int number, DateTimeOffset readUpTo) => new(Shard(number), SequenceNumber.Parse("5"), IsEnded: false, readUpTo);

    private static ShardId Shard(int number) => new($"shardId-{number:D12}");
}
