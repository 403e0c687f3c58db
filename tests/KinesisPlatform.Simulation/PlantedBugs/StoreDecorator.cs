using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Hands everything on: a bug overrides what it does wrong.</summary>
internal abstract class StoreDecorator(IObjectStore inner) : IObjectStore
{
    public string Bucket => inner.Bucket;

    protected IObjectStore Inner => inner;

    public virtual Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

    public virtual Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public virtual Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, condition, cancellationToken);

    public virtual Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

    public virtual IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public virtual Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    protected static bool IsPointer(string key) => key.EndsWith("/metadata/current.json", StringComparison.Ordinal);

    protected static bool IsMetadata(string key) => key.EndsWith(".metadata.json", StringComparison.Ordinal);
}
