using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Documents;

/// <summary>The workers' documents in the bucket: <c>{folder}{worker}.json</c>, written by conditional put only.</summary>
/// <param name="folder">With its slash.</param>
internal sealed class WorkerDocuments(IObjectStore store, string folder)
{
    private const string Suffix = ".json";

    // Far beyond what is meant to share one bucket: one LIST request, and memory stays bounded.
    private const int CountMax = 1000;

    /// <returns>Null when there is none.</returns>
    /// <exception cref="PlatformException">Data: it cannot be decoded.</exception>
    public async Task<StoredDocument?> ReadAsync(string worker, CancellationToken cancellationToken) =>
        await store.GetAsync(KeyOf(worker), null, cancellationToken) is { } found
            ? new(WorkerDocumentCodec.Decode(KeyOf(worker), found.Content), found.ETag, found.LengthBytes)
            : null;

    /// <summary>Writes a document over the version with <paramref name="expected"/>, or a new one where that is null.</summary>
    /// <returns>Null when another writer was first.</returns>
    public async Task<StoredDocument?> WriteAsync(string worker, WorkerDocument document, ETag? expected, CancellationToken cancellationToken)
    {
        var content = WorkerDocumentCodec.Encode(document);
        PutCondition condition = expected is { } etag ? new PutCondition.IfMatch(etag) : new PutCondition.IfAbsent();
        return await store.PutAsync(KeyOf(worker), content, condition, cancellationToken) is { } written ? new(document, written, content.Length) : null;
    }

    public async Task<IReadOnlyList<ListedDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ListedDocument>();
        await foreach (var found in store.ListAsync(folder, null, cancellationToken))
        {
            if (!found.Key.EndsWith(Suffix, StringComparison.Ordinal)) continue;
            listed.Add(new(found.Key[folder.Length..^Suffix.Length], found.ETag, found.LengthBytes));
            if (listed.Count == CountMax) break;
        }
        return listed;
    }

    public Task DeleteAsync(string worker, CancellationToken cancellationToken) => store.DeleteAsync(KeyOf(worker), cancellationToken);

    private string KeyOf(string worker) => $"{folder}{worker}{Suffix}";
}
