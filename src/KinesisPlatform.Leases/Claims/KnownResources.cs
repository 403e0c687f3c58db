namespace KinesisPlatform.Leases.Claims;

/// <summary>What the application has said of its work. Safe for concurrent callers; bounded by what it said last.</summary>
internal sealed class KnownResources
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedSet<string>> _open = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _ended = new(StringComparer.Ordinal);
    private SortedSet<string>? _groups;

    /// <summary>Raised by every change.</summary>
    public long Version { get; private set; }

    /// <summary>Null until it was said.</summary>
    public IReadOnlyCollection<string>? Groups
    {
        get { lock (_gate) return _groups; }
    }

    /// <returns>Whether this is news.</returns>
    public bool SetGroups(IEnumerable<string> groups)
    {
        var said = new SortedSet<string>(groups, StringComparer.Ordinal);
        lock (_gate)
        {
            if (_groups is not null && _groups.SetEquals(said)) return false;
            _groups = said;
            Version++;
            foreach (var gone in _open.Keys.Where(group => !said.Contains(group)).ToList()) Remove(gone);
            return true;
        }
    }

    /// <returns>Whether this is news.</returns>
    public bool Report(string group, IEnumerable<string> open, IEnumerable<string> ended)
    {
        SortedSet<string> nowOpen = new(open, StringComparer.Ordinal), nowEnded = new(ended, StringComparer.Ordinal);
        lock (_gate)
        {
            var isKnown = _open.TryGetValue(group, out var before) && before.SetEquals(nowOpen) && _ended[group].SetEquals(nowEnded);
            (_open[group], _ended[group]) = (nowOpen, nowEnded);
            if (!isKnown) Version++;
            return !isKnown;
        }
    }

    public bool Exists(string group)
    {
        lock (_gate) return _groups?.Contains(group) ?? true;
    }

    public bool IsEnded(LeaseResource resource)
    {
        lock (_gate) return _ended.TryGetValue(resource.Group, out var ended) && ended.Contains(resource.Name);
    }

    public IReadOnlyList<LeaseResource> OpenOf(string group)
    {
        lock (_gate) return _open.TryGetValue(group, out var open) ? [.. open.Select(name => new LeaseResource(group, name))] : [];
    }

    /// <summary>Whoever held it let it go: it is taken again only when it is reported again.</summary>
    public void Forget(LeaseResource resource)
    {
        lock (_gate) if (_open.TryGetValue(resource.Group, out var open)) open.Remove(resource.Name);
    }

    /// <summary>Nothing of the group is held any more: what is known of it grows old.</summary>
    public void ForgetGroupsBut(IReadOnlySet<string> held)
    {
        lock (_gate) foreach (var group in _open.Keys.Where(group => !held.Contains(group)).ToList()) Remove(group);
    }

    private void Remove(string group)
    {
        _open.Remove(group);
        _ended.Remove(group);
    }
}
