namespace KinesisPlatform.ObjectStore.Tests;

/// <summary>Writes although a condition does not hold, as some stores that speak S3's protocol do.</summary>
internal sealed class CarelessObjectStore(IObjectStore inner, bool ignoresAbsent, bool ignoresMatch) : IObjectStore
{
    private bool _lost;

    /// <summary>Reports the first put as refused although it took effect.</summary>
    public bool LosesFirstResponse { get; init; }

    public string Bucket => inner.Bucket;

    public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        var ignored = condition switch
        {
            PutCondition.IfAbsent => ignoresAbsent,
            PutCondition.IfMatch => ignoresMatch,
            _ => false,
        };
        var etag = await inner.PutAsync(key, content, ignored ? new PutCondition.None() : condition, cancellationToken);
        if (!LosesFirstResponse || _lost) return etag;
        _lost = true;
        return null;
    }

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
