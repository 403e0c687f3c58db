namespace KinesisPlatform.Archive.Tables;

/// <summary>Keeps the list of gaps, which every commit writes, from growing for ever, and hides none: gaps become wider ones, or are counted. Pure.</summary>
internal static class GapFolding
{
    // The last one of a shard tells where its end was lost, and the one before keeps the wide one apart from it.
    private const int ShardGapCountMin = 2;

    public static CheckpointMap Fold(CheckpointMap map, int gapCountMax)
    {
        if (map.Gaps.Count <= gapCountMax) return map;
        var gaps = map.Gaps.ToList();
        while (gaps.Count > gapCountMax && JoinOldest(gaps)) { }
        var folded = map.Folded;
        for (var i = 0; i < gaps.Count && gaps.Count > gapCountMax;)
        {
            if (map.Shards.ContainsKey(gaps[i].ShardId)) i++;
            else
            {
                folded = Add(folded, gaps[i]);
                gaps.RemoveAt(i);
            }
        }
        return map with { Gaps = gaps, Folded = folded };
    }

    /// <summary>The two oldest of the shard that has most become one, in the first's place.</summary>
    private static bool JoinOldest(List<ArchiveGap> gaps)
    {
        var most = gaps.Select((gap, index) => (gap, index)).GroupBy(gap => gap.gap.ShardId).MaxBy(shard => shard.Count())!.Take(ShardGapCountMin + 1).ToList();
        if (most.Count <= ShardGapCountMin) return false;
        var ((first, at), (second, next)) = (most[0], most[1]);
        gaps[at] = first with { From = Min(first.From, second.From), To = Max(first.To, second.To), Count = first.Count + second.Count };
        gaps.RemoveAt(next);
        return true;
    }

    private static FoldedGaps Add(FoldedGaps? folded, ArchiveGap gap) =>
        folded is null ? new(gap.Count, gap.From, gap.To) : new(folded.Count + gap.Count, Min(folded.From, gap.From), Max(folded.To, gap.To));

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
