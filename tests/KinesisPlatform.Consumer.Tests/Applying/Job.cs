using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <param name="PinnedCount">How many of the live records the job's version of the archive holds.</param>
/// <param name="Records">What it puts into the stream, in order.</param>
internal sealed record Job(string Id, bool IsOverwrite, int PinnedCount, IReadOnlyList<Delivery> Records)
{
    public static readonly DateTimeOffset ArrivedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Job Plan(string id, bool isOverwrite, Compaction compaction, IReadOnlyList<Delivery> live, int pinnedCount, Func<int, bool> isSelected)
    {
        var pinned = live.Take(pinnedCount).ToList();
        var places = Enumerable.Range(0, pinnedCount);
        var selected = compaction switch
        {
            Compaction.BeforeFilter => LastPerKey(pinned, places).Where(isSelected),
            Compaction.BehindFilter => LastPerKey(pinned, places.Where(isSelected)),
            _ => places.Where(isSelected),
        };
        return new(id, isOverwrite, pinnedCount, [.. selected.Select(i => pinned[i].Replayed(new(id, ArrivedAt, Fence(pinned, pinned[i]), isOverwrite)))]);
    }

    /// <summary>How many live records stand before the fence of a key: up to the last of any shard that ever was the key's.</summary>
    public int FenceOf(int key, IReadOnlyList<Delivery> live)
    {
        var count = PinnedCount;
        while (count > 0 && !live[count - 1].IsOfShardOf(key)) count--;
        return count;
    }

    private static IEnumerable<int> LastPerKey(List<Delivery> pinned, IEnumerable<int> places) => places.GroupBy(i => pinned[i].Key, (_, ofKey) => ofKey.Max()).Order();

    private static SequenceNumber Fence(List<Delivery> pinned, Delivery record) =>
        pinned.Last(r => r.IsOfShardOf(record.Key)).Record.Original.SequenceNumber;
}
