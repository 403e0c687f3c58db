using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Splits records by the table's partitioning: a data file belongs to exactly one hour of arrival.</summary>
internal static class HourPartitions
{
    /// <returns>In order of hours; within an hour the runs in the order given, without empty ones.</returns>
    public static IReadOnlyList<(int Hour, IReadOnlyList<IReadOnlyList<StreamRecord>> Runs)> Split(IEnumerable<IReadOnlyList<StreamRecord>> runs)
    {
        var hours = new SortedDictionary<int, List<IReadOnlyList<StreamRecord>>>();
        foreach (var run in runs)
            foreach (var (hour, part) in Split(run))
            {
                if (!hours.TryGetValue(hour, out var parts)) hours[hour] = parts = [];
                parts.Add(part);
            }
        return [.. hours.Select(hour => (hour.Key, (IReadOnlyList<IReadOnlyList<StreamRecord>>)hour.Value))];
    }

    private static IEnumerable<(int Hour, IReadOnlyList<StreamRecord> Part)> Split(IReadOnlyList<StreamRecord> run)
    {
        if (run.Count == 0) return [];
        var first = SingleValue.Hour(run[0].ArrivedAt);
        // Nearly always a run is of one hour: it is not copied.
        return IsWithin(run, SingleValue.HourStart(first), SingleValue.HourStart(first + 1))
            ? [(first, run)]
            : run.GroupBy(record => SingleValue.Hour(record.ArrivedAt)).Select(part => (part.Key, (IReadOnlyList<StreamRecord>)[.. part]));
    }

    private static bool IsWithin(IReadOnlyList<StreamRecord> run, DateTimeOffset from, DateTimeOffset to)
    {
        for (var i = 0; i < run.Count; i++)
            if (run[i].ArrivedAt is var at && (at < from || at >= to)) return false;
        return true;
    }
}
