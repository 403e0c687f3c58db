using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Archive.Maintenance;

/// <summary>
/// Decides which files become one. A file takes part only where the merged one is at least twice as long, or a third longer in an hour that is over: so a record is written again
/// about log2(target / first file) times at most, and once more when its file lacks the typed column, or has it with a type that the table has given up. Pure.
/// </summary>
internal sealed class MergePlanner(MergeOptions options, long fileBytesTarget, DateTimeOffset now)
{
    /// <param name="files">The table's, in commit order.</param>
    /// <param name="fields">Null when the table has no typed column, or files should get none.</param>
    /// <returns>The most useful first: hours with many small files, the oldest first, before large files that only lack the typed column.</returns>
    public IReadOnlyList<MergePlan> Plan(IReadOnlyList<DataFile> files, PayloadFields? fields)
    {
        var hours = files.GroupBy(file => file.Hour).OrderBy(hour => hour.Key).ToList();
        bool IsStale(DataFile file) => fields is not null && !fields.AreIn(file.ColumnIds);
        return
        [
            .. hours.SelectMany(hour => PlanSmall(hour.Key, [.. hour.Where(IsSmall)], IsStale)),
            .. hours.Where(hour => IsQuiet(hour.Key)).SelectMany(hour => hour.Where(file => !IsSmall(file) && IsStale(file)).Select(file => new MergePlan(hour.Key, [file]))),
        ];
    }

    private bool IsSmall(DataFile file) => file.LengthBytes < fileBytesTarget / 2;

    private bool IsQuiet(DateTimeOffset hour) => hour.AddHours(1) + options.QuietAfter <= now;

    private IEnumerable<MergePlan> PlanSmall(DateTimeOffset hour, IReadOnlyList<DataFile> small, Func<DataFile, bool> isStale)
    {
        var isQuiet = IsQuiet(hour);
        foreach (var bin in Pack(small))
        {
            var files = WithoutLarge(bin, isStale, isQuiet ? 0.75 : 0.5);
            var isWorthwhile = isQuiet ? files.Count > 1 || files.Any(isStale) : files.Count >= options.SmallFileCountMin;
            if (isWorthwhile) yield return new(hour, files);
        }
    }

    private IEnumerable<List<DataFile>> Pack(IReadOnlyList<DataFile> files)
    {
        var bin = new List<DataFile>();
        var bytes = 0L;
        foreach (var file in files)
        {
            if (bin.Count == options.FileCountMax || (bin.Count > 0 && bytes + file.LengthBytes > fileBytesTarget))
            {
                yield return bin;
                (bin, bytes) = ([], 0);
            }
            bin.Add(file);
            bytes += file.LengthBytes;
        }
        if (bin.Count > 0) yield return bin;
    }

    /// <param name="shareMax">Of a file in what the merge writes.</param>
    private static List<DataFile> WithoutLarge(List<DataFile> bin, Func<DataFile, bool> isStale, double shareMax)
    {
        var kept = bin.ToList();
        var bytes = kept.Sum(file => file.LengthBytes);
        foreach (var file in bin.Where(file => !isStale(file)).OrderByDescending(file => file.LengthBytes))
        {
            if (file.LengthBytes <= bytes * shareMax) break;
            kept.Remove(file);
            bytes -= file.LengthBytes;
        }
        return kept;
    }
}
