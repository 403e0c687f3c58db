using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>A bucket that counts requests, lets other workers run before each takes effect, and fails when told to.</summary>
internal sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    public string Bucket => inner.Bucket;

    public RequestCounts Counts { get; } = new();

    /// <summary>Nothing answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>Decides of each put that took effect whether its answer is lost.</summary>
    public Func<bool> LosesAnswer { get; set; } = () => false;

    public async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        await ArriveAsync();
        Counts.Gets++;
        return await inner.GetAsync(key, range, cancellationToken);
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        Assert.IsNotType<PutCondition.None>(condition);
        await ArriveAsync();
        Counts.Puts++;
        var etag = await inner.PutAsync(key, content, condition, cancellationToken);
        await Task.Yield();
        return LosesAnswer() ? throw Unavailable() : etag;
    }

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ArriveAsync();
        Counts.Lists++;
        await foreach (var info in inner.ListAsync(prefix, startAfter, cancellationToken)) yield return info;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await ArriveAsync();
        Counts.Deletes++;
        await inner.DeleteAsync(key, cancellationToken);
    }

    private async Task ArriveAsync()
    {
        await Task.Yield();
        if (IsDown) throw Unavailable();
    }

    private static PlatformException Unavailable() => new(FailureKind.Unavailable, "The store does not answer.");
}
