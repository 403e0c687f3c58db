using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Faults;

namespace KinesisPlatform.Simulation.Storage;

/// <summary>The bucket as one process reaches it, with what <see cref="S3ObjectStore"/> makes of S3's failures: what it retries inside takes longer, and may find its own write.</summary>
internal sealed class StoreEndpoint(Link link, SimulatedBucket bucket, LocalDisk disk, StoreOutage outage, int keysPerPage) : IObjectStore
{
    public string Bucket => bucket.Name;

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) =>
        link.SendAsync("GET", key, Draw(key, isWrite: false), () => bucket.Get(key, range), cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => link.SendAsync("HEAD", key, Draw(key, isWrite: false), () => bucket.Head(key), cancellationToken);

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        // What is sent is what it was when it was sent.
        var sent = content.ToArray();
        return link.SendAsync("PUT", key, Draw(key, isWrite: true, condition is not PutCondition.None), () =>
        {
            var etag = bucket.TryPut(link.Process, key, sent, condition);
            if (etag is null) link.Faults.Count(FaultKind.Precondition412);
            return etag;
        }, cancellationToken);
    }

    public async Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) =>
        (await PutAsync(key, disk.Read(path), new PutCondition.None(), cancellationToken))!.Value;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var after = startAfter;
            var page = await link.SendAsync("LIST", prefix, Draw(prefix, isWrite: false), () => bucket.List(prefix, after, keysPerPage), cancellationToken);
            foreach (var found in page) yield return found;
            if (page.Count < keysPerPage) yield break;
            startAfter = page[^1].Key;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => link.SendAsync("DELETE", key, Draw(key, isWrite: true), () => bucket.Delete(link.Process, key), cancellationToken);

    private Delivery Draw(string key, bool isWrite, bool isConditional = false)
    {
        var (there, back) = (link.Latency(), link.Latency());
        var (faults, random) = (link.Faults, link.Random);
        if (outage.IsOn || faults.Strikes(FaultKind.StoreUnavailable, random)) return new(null, null, there + back, Unavailable(key));
        if (faults.Strikes(FaultKind.StoreSlow, random)) (there, back) = (random.Between(there, TimeSpan.FromSeconds(3)), random.Between(back, TimeSpan.FromSeconds(5)));
        if (!isWrite) return new(there, null, there + back, null);
        // S3ObjectStore retries a 409 after a wait: nothing but time is lost.
        if (isConditional && faults.Strikes(FaultKind.StoreConflict409, random)) there += random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(800));
        if (faults.Strikes(FaultKind.StoreLostResponse, random)) return new(there, null, there + back, Unavailable(key));
        // The SDK repeats what got no answer, and hands on the answer to the repetition.
        if (faults.Strikes(FaultKind.StoreDuplicated, random)) return new(there, random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), there + back, null);
        if (faults.Strikes(FaultKind.StoreLateEffect, random)) return new(there + back + random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(10)), null, there + back, Unavailable(key));
        return new(there, null, there + back, null);
    }

    private static PlatformException Unavailable(string key) => new(FailureKind.Unavailable, $"The store does not answer about {key}.");
}
