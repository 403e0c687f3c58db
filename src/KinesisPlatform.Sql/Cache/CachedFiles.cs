namespace KinesisPlatform.Sql.Cache;

/// <summary>Data files on the local disk, kept there until disposed.</summary>
internal sealed class CachedFiles(IReadOnlyList<CachedFile> files, ReadTally tally, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>In the order asked for, without those that hold nothing the query can see.</summary>
    public IReadOnlyList<CachedFile> Files { get; } = files;

    public ReadTally Tally { get; } = tally;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
