namespace KinesisPlatform.Archive.Tables;

/// <summary>What was read from files that never change, by their keys; the least recently used go first. Safe for concurrent callers.</summary>
/// <param name="bytesMax">Of the files as stored.</param>
internal sealed class ImmutableFileCache(long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, object Value, long LengthBytes)>> _nodes = [];
    private readonly LinkedList<(string Key, object Value, long LengthBytes)> _order = [];
    private long _bytes;

    public T? Find<T>(string key) where T : class
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(key, out var node)) return null;
            _order.Remove(node);
            _order.AddFirst(node);
            return (T)node.Value.Value;
        }
    }

    public void Add(string key, object value, long lengthBytes)
    {
        lock (_gate)
        {
            if (_nodes.ContainsKey(key)) return;
            _nodes[key] = _order.AddFirst((key, value, lengthBytes));
            _bytes += lengthBytes;
            while (_bytes > bytesMax && _order.Last is { } last)
            {
                _order.RemoveLast();
                _nodes.Remove(last.Value.Key);
                _bytes -= last.Value.LengthBytes;
            }
        }
    }
}
