namespace KinesisPlatform.Leases.Balancing;

/// <summary>What one worker has in the course of a plan, or (without a worker) what nobody has: resources by group.</summary>
internal sealed class Holding(string? worker)
{
    private readonly SortedDictionary<string, SortedSet<LeaseResource>> _groups = new(StringComparer.Ordinal);

    public string? Worker => worker;

    public int Count { get; private set; }

    public IEnumerable<string> Groups => _groups.Keys;

    public int CountOf(string group) => _groups.TryGetValue(group, out var resources) ? resources.Count : 0;

    public void Add(LeaseResource resource)
    {
        if (!_groups.TryGetValue(resource.Group, out var resources)) _groups.Add(resource.Group, resources = []);
        if (resources.Add(resource)) Count++;
    }

    /// <summary>The first <paramref name="count"/> resources of a group.</summary>
    public IReadOnlyList<LeaseResource> Peek(string group, int count) => [.. _groups[group].Take(count)];

    public void Remove(LeaseResource resource)
    {
        var resources = _groups[resource.Group];
        if (resources.Remove(resource)) Count--;
        if (resources.Count == 0) _groups.Remove(resource.Group);
    }
}
