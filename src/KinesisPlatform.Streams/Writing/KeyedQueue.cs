namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// Records waiting to be put, in order per partition key: only the first waiting record of a key is ready, and the next becomes so when it is
/// acknowledged. So no two records of a key are ever under way together, and one that fails cannot be overtaken.
/// </summary>
internal sealed class KeyedQueue
{
    private readonly LinkedList<int> _ready = new();
    // Index of the next record of the same key, or -1.
    private readonly int[] _next;

    public KeyedQueue(IReadOnlyList<OutgoingRecord> records)
    {
        _next = new int[records.Count];
        Array.Fill(_next, -1);
        var lastOfKey = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            if (lastOfKey.TryGetValue(records[i].PartitionKey, out var last)) _next[last] = i;
            else _ready.AddLast(i);
            lastOfKey[records[i].PartitionKey] = i;
        }
    }

    public bool IsEmpty => _ready.Count == 0;

    /// <summary>Takes ready records, the longest waiting first, up to both bounds; at least one.</summary>
    public List<int> Take(int countMax, int bytesMax, Func<int, int> bytesOf)
    {
        var taken = new List<int>();
        var bytes = 0;
        while (_ready.First is { Value: var index } && taken.Count < countMax)
        {
            bytes += bytesOf(index);
            if (taken.Count > 0 && bytes > bytesMax) break;
            taken.Add(index);
            _ready.RemoveFirst();
        }
        return taken;
    }

    /// <summary>A taken record is acknowledged: the next of its key is ready.</summary>
    public void Complete(int index)
    {
        if (_next[index] >= 0) _ready.AddLast(_next[index]);
    }

    /// <summary>Taken records failed: they are ready again, before all others, in their order.</summary>
    public void Return(IReadOnlyList<int> indexes)
    {
        for (var i = indexes.Count - 1; i >= 0; i--) _ready.AddFirst(indexes[i]);
    }
}
