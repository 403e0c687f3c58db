using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>A store that an instance can be cut off from.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    private volatile bool _isCutOff;

    /// <summary>The next put takes effect, but says that it did not.</summary>
    public bool LosesNextResponse { get; set; }

    /// <summary>Called before an object is got or a prefix listed; may wait.</summary>
    public Func<string, Task>? OnRead { get; set; }

    public string Bucket => inner.Bucket;

    public void CutOff() => _isCutOff = true;

    public async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        if (OnRead is { } hook) await hook(key);
        return await Reach().GetAsync(key, range, cancellationToken);
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => Reach().HeadAsync(key, cancellationToken);

    public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        var etag = await Reach().PutAsync(key, content, condition, cancellationToken);
        if (!LosesNextResponse) return etag;
        LosesNextResponse = false;
        return null;
    }

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => Reach().PutFileAsync(key, path, cancellationToken);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (OnRead is { } hook) await hook(prefix);
        await foreach (var entry in Reach().ListAsync(prefix, startAfter, cancellationToken)) yield return entry;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Reach().DeleteAsync(key, cancellationToken);

    private IObjectStore Reach() => _isCutOff ? throw new PlatformException(FailureKind.Unavailable, "The store does not answer.") : inner;
}
