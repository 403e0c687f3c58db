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
        {
            foreach (var part in run.GroupBy(record => SingleValue.Hour(record.ArrivedAt)))
            {
                if (!hours.TryGetValue(part.Key, out var parts)) hours[part.Key] = parts = [];
                parts.Add([.. part]);
            }
        }
        return [.. hours.Select(hour => (hour.Key, (IReadOnlyList<IReadOnlyList<StreamRecord>>)hour.Value))];
    }
}
