using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace KinesisPlatform.ObjectStore;

/// <summary>
/// A bucket in this process' memory that decides conditions exactly as S3 does, ETags (the content's MD5) included: writing old content again brings its old ETag back.
/// For tests and simulation. Safe for concurrent callers; every call takes effect at once and completes synchronously.
/// </summary>
/// <param name="time">Stamps <see cref="ObjectInfo.LastModified"/>, in whole seconds as S3 does.</param>
public sealed class MemoryObjectStore(string bucket, TimeProvider time) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Entry> _objects = new(ObjectKey.Order);

    public MemoryObjectStore(TimeProvider time) : this("memory", time) { }

    public string Bucket => bucket;

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) =>
        Run(key, () => Find(key) is { } entry ? new StoredObject(Slice(key, entry, range), entry.Info.LengthBytes, entry.Info.ETag) : null, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => Run(key, () => Find(key)?.Info, cancellationToken);

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
        Run(key, () => Put(key, content.ToArray(), condition), cancellationToken);

    public async Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return await Run(key, () => Put(key, content, new PutCondition.None())!.Value, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectInfo[] found;
        lock (_gate)
        {
            found = [.. _objects
                .Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && (startAfter is null || ObjectKey.Order.Compare(o.Key, startAfter) > 0))
                .Select(o => o.Value.Info)];
        }
        foreach (var info in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return info;
        }
        await Task.CompletedTask;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Run(key, () => _objects.Remove(key), cancellationToken);

    private static ReadOnlyMemory<byte> Slice(string key, Entry entry, ByteRange? range)
    {
        if (range is not { } r) return entry.Content;
        RangeCheck.Validate(r);
        if (r.Offset >= entry.Content.Length) throw RangeCheck.BeyondEnd(key, r);
        return entry.Content.AsMemory((int)r.Offset, (int)Math.Min(r.Length, entry.Content.Length - r.Offset));
    }

    private ETag? Put(string key, byte[] content, PutCondition condition)
    {
        var holds = condition switch
        {
            PutCondition.IfAbsent => Find(key) is null,
            PutCondition.IfMatch match => Find(key)?.Info.ETag == match.ETag,
            _ => true,
        };
        if (!holds) return null;
        var etag = new ETag($"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"");
        var now = time.GetUtcNow();
        _objects[key] = new(content, new(key, content.Length, etag, now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond))));
        return etag;
    }

    private Entry? Find(string key) => _objects.GetValueOrDefault(key);

    private Task<T> Run<T>(string key, Func<T> action, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            ObjectKey.Validate(key);
            lock (_gate) return Task.FromResult(action());
        }
        catch (Exception e) when (e is PlatformException or ArgumentOutOfRangeException)
        {
            return Task.FromException<T>(e);
        }
    }

    private sealed record Entry(byte[] Content, ObjectInfo Info);
}
