using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>A store whose writes fail when told to: before they take effect, or after (the response is lost).</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    public string Bucket => inner.Bucket;

    /// <summary>How many of the next puts fail without effect.</summary>
    public int RefusedPuts { get; set; }

    /// <summary>How many of the next puts of the table's pointer take effect but report failure.</summary>
    public int LostPointerResponses { get; set; }

    /// <summary>Called before each put with its key.</summary>
    public Func<string, Task> BeforePut { get; set; } = _ => Task.CompletedTask;

    public int RefusedCount { get; private set; }

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        RefuseWhenTold();
        await BeforePut(key);
        var etag = await inner.PutAsync(key, content, condition, cancellationToken);
        if (LostPointerResponses == 0 || !key.EndsWith("current.json", StringComparison.Ordinal)) return etag;
        LostPointerResponses--;
        throw Unavailable();
    }

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        RefuseWhenTold();
        return inner.PutFileAsync(key, path, cancellationToken);
    }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    private void RefuseWhenTold()
    {
        if (RefusedPuts == 0) return;
        RefusedPuts--;
        RefusedCount++;
        throw Unavailable();
    }

    private static PlatformException Unavailable() => new(FailureKind.Unavailable, "The store does not answer.");
}
