namespace KinesisPlatform.Sql.Cache;

/// <summary>What one query holds of the cache, and its own files, until disposed.</summary>
internal sealed class CacheHold(ObjectCache cache) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CachedObject> _objects = [];
    private TemporaryFolder? _files;
    private int _fileCount;
    private long _fileBytes;

    public CachedObject Add(string key, long lengthBytes)
    {
        var held = cache.Hold(key, lengthBytes);
        lock (_gate) _objects.Add(held);
        return held;
    }

    /// <summary>The path of a file that is to be made.</summary>
    /// <exception cref="CacheFullException">There is no room for it.</exception>
    public string AddFile(long bytes)
    {
        cache.Reserve(null, bytes);
        lock (_gate)
        {
            _fileBytes += bytes;
            _files ??= new(cache.CreatePartsFolder());
            return Path.Combine(_files.Path, $"{_fileCount++}.parquet");
        }
    }

    public void Dispose()
    {
        _files?.Dispose();
        cache.Unreserve(null, _fileBytes);
        foreach (var held in _objects) cache.Release(held);
    }
}
