using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Storage;

/// <summary>The bucket itself, beyond the network: strongly consistent, as S3. Tells of every change.</summary>
internal sealed class SimulatedBucket(TimeProvider time)
{
    private readonly MemoryObjectStore _objects = new("bucket", time);

    /// <summary>After a put took effect: who sent it, key, content, when it may be seen.</summary>
    public event Action<SimulatedProcess, string, ReadOnlyMemory<byte>>? Put;

    /// <summary>After an object is gone.</summary>
    public event Action<SimulatedProcess, string>? Deleted;

    public string Name => _objects.Bucket;

    // The store in memory completes at once.
    public StoredObject? Get(string key, ByteRange? range = null) => _objects.GetAsync(key, range, default).GetAwaiter().GetResult();

    public ObjectInfo? Head(string key) => _objects.HeadAsync(key, default).GetAwaiter().GetResult();

    public ETag? TryPut(SimulatedProcess sender, string key, ReadOnlyMemory<byte> content, PutCondition condition)
    {
        var etag = _objects.PutAsync(key, content, condition, default).GetAwaiter().GetResult();
        if (etag is not null) Put?.Invoke(sender, key, content);
        return etag;
    }

    public bool Delete(SimulatedProcess sender, string key)
    {
        var existed = Head(key) is not null;
        _objects.DeleteAsync(key, default).GetAwaiter().GetResult();
        if (existed) Deleted?.Invoke(sender, key);
        return existed;
    }

    public IReadOnlyList<ObjectInfo> List(string prefix, string? startAfter, int countMax)
    {
        var page = new List<ObjectInfo>();
        var found = _objects.ListAsync(prefix, startAfter, default).GetAsyncEnumerator();
        while (page.Count < countMax && found.MoveNextAsync().AsTask().GetAwaiter().GetResult()) page.Add(found.Current);
        return page;
    }
}
