namespace KinesisPlatform.Archive.Tables;

/// <summary>What was read from files that never change, by their keys; the least recently used go first. Safe for concurrent callers.</summary>
internal sealed class ImmutableFileCache(int countMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, object Value)>> _nodes = [];
    private readonly LinkedList<(string Key, object Value)> _order = [];

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

    public void Add(string key, object value)
    {
        lock (_gate)
        {
            if (_nodes.ContainsKey(key)) return;
            _nodes[key] = _order.AddFirst((key, value));
            if (_nodes.Count <= countMax) return;
            _nodes.Remove(_order.Last!.Value.Key);
            _order.RemoveLast();
        }
    }
}
