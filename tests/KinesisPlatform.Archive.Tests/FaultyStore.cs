using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Tests;

/// <summary>A store in memory whose writes a test can fail before or after they take effect, or delay.</summary>
internal sealed class FaultyStore(MemoryObjectStore inner) : IObjectStore
{
    public string Bucket => inner.Bucket;

    /// <summary>Requests so far that S3 charges for (not DELETE); a listing counts as one.</summary>
    public long RequestCount { get; private set; }

    /// <summary>Called before each write with its key; what it throws is thrown, and the write does not take effect.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after each write with its key; what it throws is thrown although the write took effect. True makes a conditional put claim that its condition did not hold.</summary>
    public Func<string, bool> After { get; set; } = _ => false;

    /// <summary>Called before each read with its key or prefix; what it throws is thrown.</summary>
    public Action<string> BeforeRead { get; set; } = _ => { };

    public async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        BeforeRead(key);
        return await Count(inner).GetAsync(key, range, cancellationToken);
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        BeforeRead(key);
        return await Count(inner).HeadAsync(key, cancellationToken);
    }

    public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        await Before(key);
        var etag = await Count(inner).PutAsync(key, content, condition, cancellationToken);
        return After(key) ? null : etag;
    }

    public async Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        await Before(key);
        var etag = await Count(inner).PutFileAsync(key, path, cancellationToken);
        After(key);
        return etag;
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken)
    {
        BeforeRead(prefix);
        return Count(inner).ListAsync(prefix, startAfter, cancellationToken);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await Before(key);
        await inner.DeleteAsync(key, cancellationToken);
        After(key);
    }

    private MemoryObjectStore Count(MemoryObjectStore store)
    {
        RequestCount++;
        return store;
    }
}
