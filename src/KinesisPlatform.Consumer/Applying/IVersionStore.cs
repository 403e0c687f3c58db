using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Applying;

/// <summary>
/// Keeps one version per key for as long as replays may bring records of it, deleted keys included. Every method is atomic for its key and durable when it
/// returns. Safe for concurrent callers.
/// </summary>
public interface IVersionStore<TKey> where TKey : notnull
{
    /// <returns>Null for a key without a version.</returns>
    ValueTask<StoredVersion?> GetAsync(TKey key, CancellationToken cancellationToken);

    /// <summary>Puts the version, not yet applied, if the key has none or a smaller one.</summary>
    /// <returns>Whether it was put.</returns>
    ValueTask<bool> TryRaiseAsync(TKey key, RecordVersion version, CancellationToken cancellationToken);

    /// <summary>Marks the version applied if it is the key's. Confirming it again changes nothing.</summary>
    /// <returns>Whether it is the key's.</returns>
    ValueTask<bool> ConfirmAsync(TKey key, RecordVersion version, CancellationToken cancellationToken);
}
