using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Applying;

/// <summary>For tests, and for state that is itself in memory and built anew at every start.</summary>
/// <param name="keyCountMax">A version cannot be thrown away without risking an old record over a new one: beyond this many keys, raising one more throws.</param>
public sealed class InMemoryVersionStore<TKey>(int keyCountMax = 10_000_000) : IVersionStore<TKey> where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, StoredVersion> _versions = [];

    public ValueTask<StoredVersion?> GetAsync(TKey key, CancellationToken cancellationToken)
    {
        lock (_lock) return new(_versions.TryGetValue(key, out var stored) ? stored : null);
    }

    /// <exception cref="InvalidOperationException">The store is full.</exception>
    public ValueTask<bool> TryRaiseAsync(TKey key, RecordVersion version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_versions.TryGetValue(key, out var stored) ? stored.Version >= version : IsFull()) return new(false);
            _versions[key] = new(version, IsApplied: false);
            return new(true);
        }
    }

    public ValueTask<bool> ConfirmAsync(TKey key, RecordVersion version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ref var stored = ref CollectionsMarshal.GetValueRefOrNullRef(_versions, key);
            if (Unsafe.IsNullRef(ref stored) || stored.Version != version) return new(false);
            stored = stored with { IsApplied = true };
            return new(true);
        }
    }

    private bool IsFull() => _versions.Count < keyCountMax ? false
        : throw new InvalidOperationException($"The version store holds {keyCountMax} keys, its maximum: raise it, or keep versions in a database.");
}
