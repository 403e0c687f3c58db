using System.Text;
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
        var record = Records.Record(1, "{}", key: "low", shard: 1) with { ExplicitHashKey = Encoding.UTF8.GetBytes(UInt128.MaxValue.ToString()) };
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

    [Fact]
    public void Fence_OfAnyKeyAfterAnyResharding_IsTheGreatestOfTheShardsThatHoldIt()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var shards = Resharded(random);
            var fences = new FenceMap(shards);
            for (var i = 0; i < 20; i++)
            {
                // Of no shard, so that no lineage has a say; at the edges of ranges as well as anywhere.
                var hash = random.Next(2) == 0 ? Hash(random.Next(0, 17)) - (UInt128)random.Next(2) : new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64());
                var record = Records.Record(0, "{}", shard: 99) with { ExplicitHashKey = Encoding.UTF8.GetBytes($"{hash}") };
                var lasts = shards.Where(s => UInt128.Parse(s.StartingHashKey!) <= hash && hash <= UInt128.Parse(s.EndingHashKey!) && s.Last is not null).Select(s => SequenceNumber.Parse(s.Last!)).ToList();
                var greatest = lasts.Count > 0 ? lasts.Max() : shards.Where(s => s.Last is not null).Select(s => SequenceNumber.Parse(s.Last!)).DefaultIfEmpty().Max();
                Assert.True(greatest == fences.Find(record), $"seed {seed}: the fence of {hash} is {fences.Find(record)} in the place of {greatest}.");
            }
        }
    }

    // Sixteenths of the hashes, split and merged; some shards are not archived yet.
    private static List<PlannedShard> Resharded(Random random)
    {
        var (shards, open) = (new List<PlannedShard>(), new List<(int From, int To)> { (0, 16) });
        Add(0, 16);
        for (var i = random.Next(12); i > 0; i--)
        {
            var at = random.Next(open.Count);
            var (from, to) = open[at];
            if (at + 1 < open.Count && random.Next(3) == 0)
            {
                Add(from, open[at + 1].To);
                open[at] = (from, open[at + 1].To);
                open.RemoveAt(at + 1);
            }
            else if (to - from > 1)
            {
                var middle = random.Next(from + 1, to);
                open[at] = (from, middle);
                open.Insert(at + 1, (middle, to));
                Add(from, middle);
                Add(middle, to);
            }
        }
        return shards;

        void Add(int from, int to) => shards.Add(Shard(shards.Count, random.Next(4) == 0 ? null : 10 * shards.Count + random.Next(10), Hash(from), to == 16 ? UInt128.MaxValue : Hash(to) - 1));
    }

    private static UInt128 Hash(int sixteenth) => sixteenth == 16 ? UInt128.MaxValue : (UInt128)sixteenth << 124;

    private static string Find(FenceMap fences, string key, int shard = 0) => fences.Find(Records.Record(1, "{}", key, shard)).ToString();

    private static PlannedShard Shard(int number, int? last, UInt128 start, UInt128 end, params int[] parents) =>
        new(Records.Shard(number).Value, [.. parents.Select(p => Records.Shard(p).Value)], start.ToString(), end.ToString(), last?.ToString());
}
