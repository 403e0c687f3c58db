using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Scans;

/// <summary>
/// A span of one shard's sequence numbers and the files that may hold some of it. A scan that reads window after window has its first records when the first window's files are there, and needs
/// memory and disk for one window, however long the shard's history is. Files whose spans overlap are read in each window they reach into, which is what keeps the order exact.
/// </summary>
/// <param name="After">Exclusive; null for the first window.</param>
/// <param name="UpTo">Inclusive; null for the last window.</param>
/// <param name="IsSorted">Its files, one after the other, are in the scan's order.</param>
internal sealed record ScanWindow(string? After, string? UpTo, IReadOnlyList<DataFile> Files, bool IsSorted)
{
    /// <summary>Kinesis' own sequence numbers: text of one length sorts as numbers do.</summary>
    private const int SequenceNumberDigits = 56;

    // Every shard of a stream has sequence numbers of its own range: files of many shards span them all, and each reaches into every window.
    private const int ReadFactorMax = 2;

    /// <summary>Null where it is the scan's.</summary>
    public ShardId? ShardId { get; init; }

    /// <summary>The windows of one shard's records.</summary>
    /// <param name="files">That may hold some of them.</param>
    /// <param name="after">Exclusive: what comes before is not asked for.</param>
    /// <param name="bytesTarget">A window ends with the file that reaches this; a later one where files overlap so much that they would be read again and again.</param>
    public static IReadOnlyList<ScanWindow> Of(IReadOnlyList<DataFile> files, SequenceNumber? after, long bytesTarget)
    {
        var bytesMax = ReadFactorMax * files.Sum(file => file.LengthBytes);
        while (true)
        {
            var windows = Split(files, after, bytesTarget);
            if (windows.Count <= 1 || windows.Sum(window => window.Files.Sum(file => file.LengthBytes)) <= bytesMax) return windows;
            bytesTarget *= 2;
        }
    }

    private static List<ScanWindow> Split(IReadOnlyList<DataFile> files, SequenceNumber? after, long bytesTarget)
    {
        if (files.Any(file => file.SequenceNumberFrom?.Length != SequenceNumberDigits || file.SequenceNumberTo?.Length != SequenceNumberDigits)) return [new(null, null, files, IsSorted: false)];
        var start = after?.ToString() is { Length: SequenceNumberDigits } text ? text : null;
        var left = files.Where(file => start is null || string.CompareOrdinal(file.SequenceNumberTo, start) >= 0).OrderBy(file => file.SequenceNumberTo, StringComparer.Ordinal).ToList();
        var windows = new List<ScanWindow>();
        var from = default(string);
        while (left.Count > 0)
        {
            var upTo = left[CountOf(left, bytesTarget) - 1].SequenceNumberTo!;
            var isLast = left[^1].SequenceNumberTo == upTo;
            var inside = left.Where(file => isLast || string.CompareOrdinal(file.SequenceNumberFrom, upTo) <= 0).OrderBy(file => file.SequenceNumberFrom, StringComparer.Ordinal).ToList();
            windows.Add(new(from, isLast ? null : upTo, inside, AreSorted(inside)));
            left.RemoveAll(file => string.CompareOrdinal(file.SequenceNumberTo, upTo) <= 0);
            from = upTo;
        }
        return windows;
    }

    /// <summary>What of its files is read: row groups that only reach into other windows are not.</summary>
    /// <param name="needs">Of the scan as a whole.</param>
    public IReadOnlyList<FileRead> Reads(RelationNeeds needs, TableVersion version)
    {
        var conditions = new List<ScanCondition>();
        if (needs.Condition is not null) conditions.Add(needs.Condition);
        if (After is not null) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.SequenceNumber, ComparisonKind.Greater, ColumnValue.Text(Encoding.ASCII.GetBytes(After))));
        if (UpTo is not null) conditions.Add(new ScanCondition.Comparison(ArchiveColumns.SequenceNumber, ComparisonKind.LessOrEqual, ColumnValue.Text(Encoding.ASCII.GetBytes(UpTo))));
        var inside = needs with { Condition = conditions.Count == 0 ? null : new ScanCondition.All(conditions) };
        return [.. Files.Select(file => inside.Of(file, version))];
    }

    private static int CountOf(List<DataFile> files, long bytesTarget)
    {
        var (count, bytes) = (0, 0L);
        while (count < files.Count && bytes < bytesTarget) bytes += files[count++].LengthBytes;
        return count;
    }

    private static bool AreSorted(List<DataFile> files)
    {
        for (var i = 0; i < files.Count; i++)
            if (!files[i].IsSorted || (i > 0 && string.CompareOrdinal(files[i - 1].SequenceNumberTo, files[i].SequenceNumberFrom) >= 0)) return false;
        return true;
    }
}
