using KinesisPlatform.Archive.Tables;

namespace KinesisPlatform.Archive.Tests;

public sealed class GapFoldingTests
{
    private const int CountMax = 10;

    private static readonly StreamName Stream = new("orders");
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShardId Old = Id(0), Current = Id(1);

    [Fact]
    public void Advance_OneShardWithManyGaps_FoldsTheOldestAndKeepsTheLast()
    {
        var map = After(Enumerable.Range(0, 1000).Select(hour => Gap(Current, hour)));

        Assert.Equal(CountMax, map.Gaps.Count);
        Assert.Equal((1000, null), (map.GapCount, map.Folded));
        Assert.Equal(Gap(Current, 0) with { To = Created.AddHours(990.5), Count = 991 }, map.Gaps[0]);
        Assert.Equal(Gap(Current, 999), map.Gaps[^1]);
    }

    [Fact]
    public void Advance_ManyShardsThatCameAndWent_CountsTheOldestOnly()
    {
        var map = After(Enumerable.Range(0, 1000).Select(hour => Gap(Id(hour), hour)), forgotten: true);

        Assert.InRange(map.Gaps.Count, CountMax, CountMax + 2);
        Assert.Equal(1000, map.GapCount);
        Assert.Equal(Created, map.Folded!.From);
        Assert.Equal(Gap(Id(999), 999), map.Gaps[^1]);
    }

    [Fact]
    public void Advance_ManyShardsInTheMap_KeepsEachOnesLast()
    {
        var map = After(Enumerable.Range(0, 30).SelectMany(round => Enumerable.Range(0, 20).Select(shard => Gap(Id(shard), round))));

        Assert.Equal((40, 600, null), (map.Gaps.Count, map.GapCount, map.Folded));
        foreach (var shard in map.Gaps.GroupBy(gap => gap.ShardId))
        {
            Assert.Equal(Gap(shard.Key, 29), shard.Last());
            Assert.Equal(30, shard.Sum(gap => gap.Count));
        }
    }

    [Fact]
    public void Advance_AnyGaps_EveryInstantOfOneStaysInOne()
    {
        var random = new Random(17);
        var gaps = Enumerable.Range(0, 500).Select(hour => Gap(Id(random.Next(6)), hour)).ToList();
        var map = CheckpointProperty.Parse(CheckpointProperty.Format(After(gaps, forgotten: true)));

        Assert.Equal(gaps.Count, map.GapCount);
        Assert.All(gaps, gap => Assert.True(
            map.Gaps.Any(kept => kept.ShardId == gap.ShardId && kept.From <= gap.From && kept.To >= gap.To) || (map.Folded is { } folded && folded.From <= gap.From && folded.To >= gap.To)));
    }

    [Fact]
    public void Format_OfAMapWithoutFoldedGaps_IsAsItEverWas() =>
        Assert.DoesNotContain("count", CheckpointProperty.Format(After([Gap(Old, 0), Gap(Current, 1)])), StringComparison.Ordinal);

    /// <param name="forgotten">A shard leaves the map when the next one comes.</param>
    private static CheckpointMap After(IEnumerable<ArchiveGap> gaps, bool forgotten = false)
    {
        CheckpointMap? map = null;
        foreach (var gap in gaps)
        {
            var append = new ShardAppend(map?.Shards.GetValueOrDefault(gap.ShardId), new(gap.ShardId, null, false, gap.To), [], [gap]);
            map = CheckpointRules.Advance(map, new(Stream, Created), [append], CountMax);
            if (forgotten) map = map with { Shards = new Dictionary<ShardId, ShardCheckpoint> { [gap.ShardId] = map.Shards[gap.ShardId] } };
        }
        return map!;
    }

    private static ArchiveGap Gap(ShardId shard, int hour) => new(shard, null, Created.AddHours(hour), Created.AddHours(hour + 0.5));

    private static ShardId Id(int number) => new($"shardId-{number:D12}");
}
