using System.Globalization;
using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <summary>
/// Dead letters, one document per part, checkpoint, claim and attempt. They are written before the checkpoint that passes them, under the claim's epoch: a worker that lost its part cannot change
/// its successor's, nor a put that was not answered, and takes effect later, what the next one with more letters wrote. A run that crashed before its checkpoint leaves letters that the next run lists again, and one that lost its part may leave some that no checkpoint has passed: readers take each
/// letter once, in the order of the part, up to where the part's document says it is.
/// </summary>
internal sealed class DeadLetterStore(IObjectStore store, ReplayKeys keys, PartStore parts)
{
    private readonly DocumentStore _documents = new(store);

    public Task PutAsync(string replayId, int part, long checkpoint, long epoch, int attempt, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        _documents.PutAsync(keys.DeadLetters(replayId, part, checkpoint, epoch, attempt), [.. letters], ReplayJson.Readable.DeadLetterArray, new PutCondition.None(), cancellationToken);

    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <returns>Whole documents' letters, until there are <paramref name="countMin"/>; and where to go on, null when there are no more.</returns>
    public async Task<(IReadOnlyList<DeadLetter> Letters, string? Next)> ListAsync(string replayId, string? after, int countMin, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        string? next = null;
        await foreach (var (cursor, found) in ReadDocumentsAsync(replayId, null, DeadLetterCursor.Parse(after), cancellationToken))
        {
            if (letters.Count >= countMin) return (letters, next);
            letters.AddRange(found);
            next = cursor.ToString();
        }
        return (letters, null);
    }

    /// <summary>A part's letters behind a position, in its order.</summary>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(string replayId, int part, PartPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, letters) in ReadDocumentsAsync(replayId, part, null, cancellationToken))
        {
            foreach (var letter in letters)
                if (after is null || letter.Position.CompareTo(after) > 0) yield return letter;
        }
    }

    private async IAsyncEnumerable<(DeadLetterCursor Cursor, IReadOnlyList<DeadLetter> Letters)> ReadDocumentsAsync(
        string replayId, int? onlyPart, DeadLetterCursor? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = keys.DeadLetters(replayId);
        var (current, passed) = (after?.Part, after?.Position);
        ReplayPart? document = null;
        await foreach (var entry in store.ListAsync(onlyPart is { } only ? $"{prefix}{only:D5}-" : prefix, after is null ? null : prefix + after.Name, cancellationToken))
        {
            var name = entry.Key[prefix.Length..];
            if (!int.TryParse(name.AsSpan(0, Math.Max(0, name.IndexOf('-', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var part)) continue;
            if (part != current) (current, passed, document) = (part, null, null);
            document ??= await parts.LoadAsync(replayId, part, cancellationToken);
            if (document.Position is not { } end || await _documents.FindAsync(entry.Key, ReplayJson.Readable.DeadLetterArray, cancellationToken) is not { } found) continue;
            var letters = found.Value.Where(l => l.Position.CompareTo(passed) > 0 && l.Position.CompareTo(end) <= 0).ToList();
            if (letters.Count == 0) continue;
            passed = letters[^1].Position;
            yield return (new(part, name, passed), letters);
        }
    }
}
