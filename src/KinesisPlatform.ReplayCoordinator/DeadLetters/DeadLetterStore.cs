using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <summary>
/// Dead letters, one document per part and checkpoint. They are written before the checkpoint that passes them; a run that crashes in between leaves a document
/// that the next run's same checkpoint overwrites, so a letter is neither lost nor doubled.
/// </summary>
internal sealed class DeadLetterStore(IObjectStore store, ReplayKeys keys)
{
    private readonly DocumentStore _documents = new(store);

    public Task PutAsync(string replayId, int part, long checkpoint, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        _documents.PutAsync(keys.DeadLetters(replayId, part, checkpoint), [.. letters], ReplayJson.Readable.DeadLetterArray, new PutCondition.None(), cancellationToken);

    /// <param name="after">The name of the last document that the caller has seen; null for the first.</param>
    /// <returns>Whole documents, until there are <paramref name="countMin"/> letters; and the name of the last, null when there are no more.</returns>
    public async Task<(IReadOnlyList<DeadLetter> Letters, string? Last)> ListAsync(string replayId, string? after, int countMin, CancellationToken cancellationToken)
    {
        var prefix = keys.DeadLetters(replayId);
        var letters = new List<DeadLetter>();
        string? last = null;
        await foreach (var entry in store.ListAsync(prefix, after is null ? null : prefix + after, cancellationToken))
        {
            if (letters.Count >= countMin) return (letters, last);
            if (await _documents.FindAsync(entry.Key, ReplayJson.Readable.DeadLetterArray, cancellationToken) is { } found) letters.AddRange(found.Value);
            last = entry.Key[prefix.Length..];
        }
        return (letters, null);
    }
}
