namespace KinesisPlatform.ObjectStore;

/// <summary>
/// One bucket. Conditional writes are the platform's only coordination; <c>ObjectStoreProbe</c> refuses a store that ignores them.
/// Passing failures (5xx, 409 ConditionalRequestConflict, throttling) are retried inside; safe for concurrent callers.
/// </summary>
public interface IObjectStore
{
    /// <summary>The bucket's name.</summary>
    string Bucket { get; }

    /// <summary>A whole object, or <paramref name="range"/> of it.</summary>
    /// <returns>Null when the key does not exist.</returns>
    /// <exception cref="PlatformException">Invalid: the range begins at or after the object's end (any range of an empty object does).</exception>
    Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>A range of one version of an object, so that ranges read one after the other are of the same content.</summary>
    /// <returns>Null when the key does not exist.</returns>
    /// <exception cref="PlatformException">Conflict: the object is another one now. Invalid: the range begins at or after the object's end.</exception>
    async Task<StoredObject?> GetAsync(string key, ByteRange range, ETag ifMatch, CancellationToken cancellationToken)
    {
        // An answer is of one version and says which: stores that can ask for it do so only to save the transfer.
        var stored = await GetAsync(key, range, cancellationToken);
        return stored is null || stored.ETag == ifMatch ? stored : throw RangeCheck.Changed(key);
    }

    /// <summary>Length and ETag without the content; null when the key does not exist.</summary>
    Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes an object when <paramref name="condition"/> holds.</summary>
    /// <returns>The new ETag, or null when the condition did not hold (412, and 404 for If-Match): somebody else was first. A retried put whose first
    /// response was lost may also report null for its own write: the caller looks for what it wrote before it concludes anything.</returns>
    Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>Uploads a local file, in parts when it is large. Unconditional: for keys that are unique by construction.</summary>
    Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken);

    /// <summary>Objects whose key begins with <paramref name="prefix"/>, in key order (UTF-8), paged inside.</summary>
    /// <param name="startAfter">Exclusive; null from the beginning.</param>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken);

    /// <summary>Deletes an object; a key that does not exist is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
