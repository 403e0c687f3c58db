using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Small JSON documents in the bucket.</summary>
internal sealed class DocumentStore(IObjectStore store)
{
    /// <exception cref="PlatformException">Data: there is something else under the key.</exception>
    public async Task<Versioned<T>?> FindAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(key, range: null, cancellationToken) is not { } found) return null;
        try
        {
            var value = JsonSerializer.Deserialize(found.Content.Span, type);
            if (value is not null) return new(value, found.ETag);
        }
        catch (JsonException e)
        {
            throw NotADocument(key, e);
        }
        throw NotADocument(key, null);
    }

    /// <returns>Null when the condition did not hold; a put whose response was lost may report its own success so.</returns>
    public Task<ETag?> PutAsync<T>(string key, T value, JsonTypeInfo<T> type, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(value, type), condition, cancellationToken);

    private PlatformException NotADocument(string key, Exception? inner) => new(FailureKind.Data,
        $"The object {key} in bucket {store.Bucket} is not a document of the replay-coordinator. It is kept as it is: look at what wrote it, restore an earlier version or delete it.", inner);
}
