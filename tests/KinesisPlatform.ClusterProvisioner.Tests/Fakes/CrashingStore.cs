using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>The bucket of an instance that dies: from one of its calls on, nothing it does has an effect or an answer.</summary>
internal sealed class CrashingStore(IObjectStore inner) : IObjectStore
{
    private int _calls;

    /// <summary>The number of the call at which it dies; null for never.</summary>
    public int? CrashAt { get; set; }

    /// <summary>Whether that call has its effect.</summary>
    public bool CrashesAfterEffect { get; set; }

    public int Calls => _calls;

    public bool IsDead => CrashAt <= _calls;

    public string Bucket => inner.Bucket;

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => RunAsync(() => inner.GetAsync(key, range, cancellationToken));

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => RunAsync(() => inner.HeadAsync(key, cancellationToken));

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) => RunAsync(() => inner.PutAsync(key, content, condition, cancellationToken));

    public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => RunAsync(() => inner.PutFileAsync(key, path, cancellationToken));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RunAsync(() => Task.FromResult(0));
        await foreach (var found in inner.ListAsync(prefix, startAfter, cancellationToken)) yield return found;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return 0;
    });

    private async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        var number = Interlocked.Increment(ref _calls);
        if (number > CrashAt) throw new CrashException();
        if (number == CrashAt && !CrashesAfterEffect) throw new CrashException();
        var result = await call();
        return number == CrashAt ? throw new CrashException() : result;
    }
}
