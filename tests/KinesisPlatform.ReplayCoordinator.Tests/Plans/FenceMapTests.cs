using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;

namespace KinesisPlatform.ReplayCoordinator.Tests.Plans;

public sealed class FenceMapTests
{
    // The MD5 of "low" begins with 53, that of "high" with 8d (hexadecimal).
    private static readonly UInt128 Middle = UInt128.MaxValue / 2;

    [Fact]
    public void KeyThatMovedToAChild_HasTheChildsFence()
    {
        var fences = new FenceMap([Shard(0, 10, 0, UInt128.MaxValue), Shard(1, 20, 0, Middle, 0), Shard(2, 30, Middle + 1, UInt128.MaxValue, 0)]);
        Assert.Equal("20", Find(fences, key: "low"));
        Assert.Equal("30", Find(fences, key: "high"));
    }

    [Fact]
    public void ChildThatIsNotArchivedYet_LeavesTheParentsFence()
    {
        var fences = new FenceMap([Shard(0, 10, 0, UInt128.MaxValue), Shard(1, null, 0, Middle, 0), Shard(2, 30, Middle + 1, UInt128.MaxValue, 0)]);
        Assert.Equal("10", Find(fences, key: "low"));
    }

    [Fact]
    public void KnownExplicitHashKey_DecidesInsteadOfThePartitionKey()
    {
        var fences = new FenceMap([Shard(0, 10, 0, Middle), Shard(1, 20, Middle + 1, UInt128.MaxValue)]);
        var record = Records.Record(1, "{}", key: "low", shard: 1) with { ExplicitHashKey = System.Text.Encoding.UTF8.GetBytes(UInt128.MaxValue.ToString()) };
        Assert.Equal("20", fences.Find(record).ToString());
    }

    [Fact]
    public void UnknownExplicitHashKey_TakesTheRecordsOwnLineage()
    {
        // "low" hashes to shard 0, but the record came through shard 1.
        var fences = new FenceMap([Shard(0, 99, 0, Middle), Shard(1, 20, Middle + 1, UInt128.MaxValue), Shard(2, 25, Middle + 1, UInt128.MaxValue, 1)]);
        Assert.Equal("25", Find(fences, key: "low", shard: 1));
    }

    [Fact]
    public void StreamThatIsGone_TakesTheShardsOwnLast()
    {
        var fences = new FenceMap([new("shardId-000000000000", [], null, null, "10"), new("shardId-000000000001", [], null, null, "20")]);
        Assert.Equal("10", Find(fences, key: "low"));
        Assert.Equal("20", Find(fences, key: "low", shard: 7));
    }

    [Fact]
    public void Fence_IsNeverBelowTheRecord()
    {
        var fences = new FenceMap([Shard(0, 10, 0, UInt128.MaxValue)]);
        Assert.Equal("12", fences.Find(Records.Record(12)).ToString());
    }

    private static string Find(FenceMap fences, string key, int shard = 0) => fences.Find(Records.Record(1, "{}", key, shard)).ToString();

    private static PlannedShard Shard(int number, int? last, UInt128 start, UInt128 end, params int[] parents) =>
        new(Records.Shard(number).Value, [.. parents.Select(p => Records.Shard(p).Value)], start.ToString(), end.ToString(), last?.ToString());
}
