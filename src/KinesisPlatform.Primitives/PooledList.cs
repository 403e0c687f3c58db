using System.Buffers;
using System.Collections;

namespace KinesisPlatform;

/// <summary>
/// A list in an array of the shared pool, which disposing gives back; a list that is forgotten only costs the pool that array. Not safe for
/// concurrent changes.
/// </summary>
/// <remarks>The array goes back uncleared, for speed: what its items refer to may stay reachable until the slots are used again.</remarks>
/// <exception cref="ObjectDisposedException">From every member but <see cref="Dispose"/>, once disposed: the array is somebody else's by then.</exception>
public sealed class PooledList<T>(int capacity = 0) : IReadOnlyList<T>, IDisposable
{
    private T[]? _items = ArrayPool<T>.Shared.Rent(capacity);
    private int _count;

    public int Count => _items is null ? throw Disposed() : _count;

    public T this[int index] => Span[index];

    public ReadOnlySpan<T> Span => Items.AsSpan(0, _count);

    public void Add(in T item)
    {
        if (_count == Items.Length) EnsureCapacity(_count + 1);
        Items[_count++] = item;
    }

    public void EnsureCapacity(int capacity)
    {
        if (capacity <= Items.Length) return;
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(capacity, Items.Length * 2));
        Span.CopyTo(larger);
        ArrayPool<T>.Shared.Return(Items);
        _items = larger;
    }

    /// <summary>Forgets the items from an index on.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count, nameof(count));
        _count = count;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Harmless when repeated.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _items, null) is { } items) ArrayPool<T>.Shared.Return(items);
    }

    private T[] Items => _items ?? throw Disposed();

    private static ObjectDisposedException Disposed() => new(nameof(PooledList<T>), "The list was used after its batch was disposed.");
}
