using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Cache;

/// <summary>Arithmetic of ranges: lists are in order and do not overlap.</summary>
internal static class ByteRanges
{
    public static long End(this ByteRange range) => range.Offset + range.Length;

    public static long Sum(IEnumerable<ByteRange> ranges) => ranges.Sum(range => range.Length);

    /// <summary>In order, those that touch or are near each other made one.</summary>
    /// <param name="ranges">In any order; may overlap.</param>
    /// <param name="gapMax">What lies between two that become one, at most.</param>
    public static List<ByteRange> Join(IEnumerable<ByteRange> ranges, long gapMax)
    {
        var joined = new List<ByteRange>();
        foreach (var range in ranges.OrderBy(range => range.Offset))
        {
            if (joined.Count > 0 && joined[^1] is var last && range.Offset <= last.End() + gapMax) joined[^1] = last with { Length = Math.Max(last.End(), range.End()) - last.Offset };
            else joined.Add(range);
        }
        return joined;
    }

    /// <summary>What of <paramref name="ranges"/> is not in <paramref name="taken"/>.</summary>
    public static List<ByteRange> Subtract(IReadOnlyList<ByteRange> ranges, IReadOnlyList<ByteRange> taken)
    {
        var left = new List<ByteRange>();
        var next = 0;
        foreach (var range in ranges)
        {
            var at = range.Offset;
            while (next < taken.Count && taken[next].End() <= at) next++;
            for (var i = next; i < taken.Count && taken[i].Offset < range.End(); i++)
            {
                if (taken[i].Offset > at) left.Add(new(at, taken[i].Offset - at));
                at = Math.Max(at, taken[i].End());
            }
            if (at < range.End()) left.Add(new(at, range.End() - at));
        }
        return left;
    }

    /// <summary>Each at most so long.</summary>
    public static IEnumerable<ByteRange> Split(IEnumerable<ByteRange> ranges, long lengthMax)
    {
        foreach (var range in ranges)
        {
            for (var at = range.Offset; at < range.End(); at += lengthMax) yield return new(at, Math.Min(lengthMax, range.End() - at));
        }
    }

    public static bool Overlaps(this ByteRange range, ByteRange other) => range.Offset < other.End() && other.Offset < range.End();
}
