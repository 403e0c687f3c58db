using KinesisPlatform.Archive;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>How many records a part and a replay will read, from what manifests say of files.</summary>
internal static class PartEstimates
{
    private const int TimelinePointsMax = 100;

    /// <returns>Per part; null where no file can hold a record of it.</returns>
    public static IReadOnlyList<long?> Of(IReadOnlyList<PlannedPart> parts, IReadOnlyList<DataFile> files, IReadOnlyList<PlannedShard> shards)
    {
        var ids = shards.Where(s => s.Last is not null).Select(s => s.Id).ToList();
        return [.. parts.Select(part =>
        {
            var relevant = files.Where(f => MayHold(f, part)).ToList();
            return relevant.Count == 0 ? (long?)null : (long)Math.Round(relevant.Sum(f => f.RecordCount * Overlap(f, part.From, part.To) * ShareOf(f, part, ids)));
        })];
    }

    public static IReadOnlyList<TimelinePoint> Timeline(IReadOnlyList<DataFile> files, DateTimeOffset? from, DateTimeOffset? to)
    {
        var (total, sum) = (0.0, 0.0);
        var points = new List<TimelinePoint>();
        var bounded = files.Where(f => f.ArrivedTo is not null).OrderBy(f => f.ArrivedTo).Select(f => (UpTo: f.ArrivedTo!.Value, Records: f.RecordCount * Overlap(f, from, to))).ToList();
        total = bounded.Sum(f => f.Records);
        if (total <= 0) return points;
        foreach (var (upTo, records) in bounded)
        {
            sum += records;
            if (points.Count == 0 || sum / total - points[^1].Share >= 1.0 / TimelinePointsMax) points.Add(new(upTo, sum / total));
        }
        return points;
    }

    private static bool MayHold(DataFile file, PlannedPart part) =>
        !(file.ArrivedTo < part.From) && !(file.ArrivedFrom >= part.To) && (part.ShardId is not { } shard || IsWithin(file, shard));

    private static bool IsWithin(DataFile file, string shard) =>
        (file.ShardIdFrom is not { } from || string.CompareOrdinal(from, shard) <= 0) && (file.ShardIdTo is not { } to || string.CompareOrdinal(to, shard) >= 0);

    private static double ShareOf(DataFile file, PlannedPart part, List<string> shards)
    {
        var listed = shards.Count(id => IsWithin(file, id));
        if (part.ShardId is not null) return listed == 0 ? 0 : 1.0 / listed;
        return part.ExceptShardIds is not null && listed > 0 ? 0 : 1;
    }

    private static double Overlap(DataFile file, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (file is not { ArrivedFrom: { } first, ArrivedTo: { } last }) return 1;
        var (start, end) = (from > first ? from.Value : first, to < last ? to.Value : last);
        return last <= first || (start == first && end == last) ? 1 : Math.Clamp((end - start) / (last - first), 0, 1);
    }
}
