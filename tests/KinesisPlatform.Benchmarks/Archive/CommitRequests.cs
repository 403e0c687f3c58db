using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>Counts the requests from one commit to the next: the store's counts at each announcement.</summary>
internal sealed class CommitRequests(CountingStore store) : ISnapshotAnnouncer
{
    private readonly List<(long Puts, long Gets)> _counts = [];
    private TableVersion? _last;

    /// <summary>Between two commits, the median.</summary>
    public (long Puts, long Gets) PerCommit => _counts.Count > 1
        ? (Median(_counts.Zip(_counts.Skip(1), (before, after) => after.Puts - before.Puts)), Median(_counts.Zip(_counts.Skip(1), (before, after) => after.Gets - before.Gets)))
        : throw new InvalidOperationException("There were not two commits: nothing can be said of the requests between them.");

    /// <summary>Bytes of the data files.</summary>
    public long StoredBytes => _last?.LengthBytes ?? 0;

    public long FileCount => _last?.FileCount ?? 0;

    public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken)
    {
        _counts.Add((store.PutCount, store.GetCount));
        _last = version;
        return Task.CompletedTask;
    }

    private static long Median(IEnumerable<long> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
