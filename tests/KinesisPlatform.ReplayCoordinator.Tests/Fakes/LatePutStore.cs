using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>A store whose first put under a folder gets no answer, and takes effect when it is told to: as a request that a network held up.</summary>
internal sealed class LatePutStore(IObjectStore inner, string folder) : IObjectStore
{
    private Func<Task>? _late;
    private bool _isDone;

    public string Bucket => inner.Bucket;

    public Task TakeEffectAsync() => _late!();

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        if (_isDone || !key.Contains(folder, StringComparison.Ordinal)) return inner.PutAsync(key, content, condition, cancellationToken);
        _isDone = true;
        _late = () => inner.PutAsync(key, content, condition, CancellationToken.None);
        throw new PlatformException(FailureKind.Unavailable, "The store does not answer.");
    }

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
