namespace KinesisPlatform.Sql.Cache;

/// <summary>What reading took. Safe for concurrent callers.</summary>
internal sealed class ReadTally
{
    private long _neededBytes, _fetchedBytes, _requests, _rowGroups, _rowGroupTotal;

    /// <summary>What was to be at hand, fetched or not.</summary>
    public long NeededBytes => Interlocked.Read(ref _neededBytes);

    public long FetchedBytes => Interlocked.Read(ref _fetchedBytes);

    /// <summary>GET and HEAD requests.</summary>
    public long RequestCount => Interlocked.Read(ref _requests);

    public long RowGroupCount => Interlocked.Read(ref _rowGroups);

    /// <summary>Of the files, those left out included.</summary>
    public long RowGroupTotal => Interlocked.Read(ref _rowGroupTotal);

    public void Need(long bytes) => Interlocked.Add(ref _neededBytes, bytes);

    public void Fetch(long bytes)
    {
        Interlocked.Add(ref _fetchedBytes, bytes);
        Interlocked.Increment(ref _requests);
    }

    public void Read(long rowGroups, long of)
    {
        Interlocked.Add(ref _rowGroups, rowGroups);
        Interlocked.Add(ref _rowGroupTotal, of);
    }
}
