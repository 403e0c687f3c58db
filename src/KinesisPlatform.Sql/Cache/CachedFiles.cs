namespace KinesisPlatform.Sql.Cache;

/// <summary>Data files on the local disk, kept there until disposed.</summary>
/// <param name="fetchedBytes">What had to be fetched for them.</param>
internal sealed class CachedFiles(IReadOnlyList<string> paths, long fetchedBytes, Action release) : IDisposable
{
    private Action? _release = release;

    public IReadOnlyList<string> Paths { get; } = paths;

    public long FetchedBytes { get; } = fetchedBytes;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
