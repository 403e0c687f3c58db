using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>Counts requests and bytes of data files as S3 would see them, and lets a test get in between.</summary>
internal sealed class CountingStore(MemoryObjectStore inner) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly List<(string Key, ByteRange? Range)> _gets = [];

    public string Bucket => inner.Bucket;

    public MemoryObjectStore Inner => inner;

    /// <summary>Awaited before each GET of a data file.</summary>
    public Func<string, ByteRange?, CancellationToken, Task> BeforeGet { get; set; } = (_, _, _) => Task.CompletedTask;

    public int HeadCount { get; private set; }

    public IReadOnlyList<(string Key, ByteRange? Range)> Gets
    {
        get
        {
            lock (_gate) return [.. _gets];
        }
    }

    public void Clear()
    {
        lock (_gate) _gets.Clear();
        HeadCount = 0;
    }

    public async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        if (!key.EndsWith(".parquet", StringComparison.Ordinal)) return await inner.GetAsync(key, range, cancellationToken);
        await BeforeGet(key, range, cancellationToken);
        lock (_gate) _gets.Add((key, range));
        return await inner.GetAsync(key, range, cancellationToken);
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        HeadCount++;
        return inner.HeadAsync(key, cancellationToken);
    }

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) => inner.PutAsync(key, content, condition, cancellationToken);

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
