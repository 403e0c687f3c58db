using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>Counts what S3 bills: PUT, POST and LIST requests, and GET and HEAD requests. Retries are not seen; here nothing fails.</summary>
internal sealed class CountingStore(IObjectStore inner, ObjectStoreOptions options) : IObjectStore
{
    private long _puts, _gets;

    public string Bucket => inner.Bucket;

    public long PutCount => Interlocked.Read(ref _puts);

    public long GetCount => Interlocked.Read(ref _gets);

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _gets);
        return inner.GetAsync(key, range, cancellationToken);
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _gets);
        return inner.HeadAsync(key, cancellationToken);
    }

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        return inner.PutAsync(key, content, condition, cancellationToken);
    }

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        // Parts, and two requests around them.
        Interlocked.Add(ref _puts, length > options.PartBytes ? (length + options.PartBytes - 1) / options.PartBytes + 2 : 1);
        return inner.PutFileAsync(key, path, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        await foreach (var found in inner.ListAsync(prefix, startAfter, cancellationToken)) yield return found;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
