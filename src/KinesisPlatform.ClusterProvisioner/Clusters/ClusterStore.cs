using System.Collections.Concurrent;
using System.Text.Json;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>The clusters' documents. Safe for concurrent callers and any number of processes.</summary>
internal sealed class ClusterStore(IObjectStore store, ClusterPlace place, TimeProvider time)
{
    private const int UpdateAttemptsMax = 20;
    private const int CachedCountMax = 1000;

    private static readonly TimeSpan OrphanAgeMin = TimeSpan.FromHours(1);

    // What a listing's ETag says is unchanged is not read again.
    private readonly ConcurrentDictionary<string, (ETag ETag, ClusterDocument Document)> _read = new(StringComparer.Ordinal);

    /// <summary>Makes the intent durable. The mark among the active ones comes first: a crash between leaves a mark without a document, never a document that nobody looks after.</summary>
    /// <returns>The document of the token, and whether it is this one.</returns>
    /// <exception cref="PlatformException">Conflict: the token stands for another request.</exception>
    public async Task<(ClusterDocument Document, bool IsNew)> CreateAsync(ClusterDocument document, CancellationToken cancellationToken)
    {
        if (await FindAsync(document.Id, cancellationToken) is { } earlier) return (Same(earlier, document), false);
        await MarkActiveAsync(document.Id, cancellationToken);
        if (await PutAsync(document, new PutCondition.IfAbsent(), cancellationToken)) return (document, true);
        var found = await FindAsync(document.Id, cancellationToken) ?? throw new PlatformException(FailureKind.Conflict, "The cluster's document was deleted meanwhile: send the request again.");
        // A put whose answer was lost reports its own document as another's.
        return (Same(found, document), found.RequestedAt == document.RequestedAt && found.TraceParent == document.TraceParent);
    }

    public async Task<ClusterDocument?> FindAsync(string id, CancellationToken cancellationToken) => (await LoadAsync(id, cancellationToken))?.Document;

    /// <summary>Applies a change to the document as it is then, as often as somebody else is first.</summary>
    /// <param name="change">Returns null where there is nothing to change any more.</param>
    /// <returns>Null when there is no such cluster.</returns>
    public async Task<ClusterUpdate?> UpdateAsync(string id, Func<ClusterDocument, ClusterDocument?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= UpdateAttemptsMax; attempt++)
        {
            if (await LoadAsync(id, cancellationToken) is not { } found) return null;
            if (change(found.Document) is not { } changed) return new(found.Document, IsOurs: false);
            if (await PutAsync(changed, new PutCondition.IfMatch(found.ETag), cancellationToken)) return new(changed, IsOurs: true);
        }
        throw new PlatformException(FailureKind.Conflict, $"The document of cluster {id} is being changed by others all the time: try again.");
    }

    /// <summary>Every document, in no order; those that have not changed since they were read cost nothing but their share of a LIST.</summary>
    public async IAsyncEnumerable<ClusterDocument> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ListAsync(place.Clusters, startAfter: null, cancellationToken))
        {
            if (IdOf(entry.Key) is not { } id) continue;
            if (_read.TryGetValue(id, out var known) && known.ETag == entry.ETag) yield return known.Document;
            else if (await FindAsync(id, cancellationToken) is { } document) yield return document;
        }
    }

    /// <summary>Ids of clusters that have not ended, or were not cleaned up after.</summary>
    public async Task<IReadOnlyList<string>> ListActiveAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var entry in store.ListAsync(place.ActiveClusters, startAfter: null, cancellationToken))
        {
            var id = entry.Key[place.ActiveClusters.Length..];
            if (!ClusterId.IsValid(id)) continue;
            ids.Add(id);
            // A request that made the mark and not the document is not under way any more.
            if (entry.LastModified < time.GetUtcNow() - OrphanAgeMin && await FindAsync(id, cancellationToken) is null) await RemoveActiveAsync(id, cancellationToken);
        }
        return ids;
    }

    public Task MarkActiveAsync(string id, CancellationToken cancellationToken) => store.PutAsync(place.ActiveCluster(id), ReadOnlyMemory<byte>.Empty, new PutCondition.None(), cancellationToken);

    public Task RemoveActiveAsync(string id, CancellationToken cancellationToken) => store.DeleteAsync(place.ActiveCluster(id), cancellationToken);

    private static ClusterDocument Same(ClusterDocument found, ClusterDocument asked) => found.RequestHash == asked.RequestHash ? found
        : throw new PlatformException(FailureKind.Conflict, $"The client token was used for another request, which made cluster {found.Id}. Send this one with a new token.");

    private async Task<(ETag ETag, ClusterDocument Document)?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!ClusterId.IsValid(id) || await store.GetAsync(place.Cluster(id), range: null, cancellationToken) is not { } found) return null;
        try
        {
            if (JsonSerializer.Deserialize<ClusterDocument>(found.Content.Span, SettingsJson.Options) is not { } document) throw NotADocument(id, null);
            if (_read.Count >= CachedCountMax) _read.Clear();
            _read[id] = (found.ETag, document);
            return (found.ETag, document);
        }
        catch (JsonException e)
        {
            throw NotADocument(id, e);
        }
    }

    private async Task<bool> PutAsync(ClusterDocument document, PutCondition condition, CancellationToken cancellationToken) =>
        await store.PutAsync(place.Cluster(document.Id), JsonSerializer.SerializeToUtf8Bytes(document, SettingsJson.Options), condition, cancellationToken) is not null;

    private string? IdOf(string key)
    {
        var name = key[place.Clusters.Length..];
        return name.EndsWith(".json", StringComparison.Ordinal) && ClusterId.IsValid(name[..^5]) ? name[..^5] : null;
    }

    private PlatformException NotADocument(string id, Exception? inner) => new(FailureKind.Data,
        $"The object {place.Cluster(id)} in bucket {store.Bucket} is not a document of the cluster-provisioner. It is kept as it is: look at what wrote it, restore an earlier version or delete it.", inner);
}
