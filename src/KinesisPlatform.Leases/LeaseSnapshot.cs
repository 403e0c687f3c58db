namespace KinesisPlatform.Leases;

/// <summary>What a worker holds and what it knows of the others, at one moment. Immutable.</summary>
public sealed class LeaseSnapshot
{
    private static readonly IReadOnlySet<string> None = new SortedSet<string>(StringComparer.Ordinal);

    private readonly SortedDictionary<string, IReadOnlySet<string>> _held = new(StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyDictionary<LeaseResource, string>> _holders;

    /// <param name="worker">This worker's id.</param>
    /// <param name="held">By this worker; groups held as a whole included.</param>
    /// <param name="claims">What each live worker claims, this one last: of several claims of one resource the last counts.</param>
    /// <param name="error">Why the last attempt to reach the others failed; null when it did not.</param>
    public LeaseSnapshot(string worker, IEnumerable<LeaseResource> held, IReadOnlyList<KeyValuePair<string, IEnumerable<LeaseResource>>> claims, string? error)
    {
        (Worker, LiveWorkerCount, Error) = (worker, claims.Count, error);
        IsFirst = claims.All(claim => string.CompareOrdinal(worker, claim.Key) <= 0);
        _holders = new(() => HoldersOf(claims));
        foreach (var group in held.GroupBy(resource => resource.Group))
            _held.Add(group.Key, new SortedSet<string>(group.Where(resource => !resource.IsWhole).Select(resource => resource.Name), StringComparer.Ordinal));
    }

    public string Worker { get; }

    /// <summary>Every resource that a live worker holds, and that worker.</summary>
    public IReadOnlyDictionary<LeaseResource, string> Holders => _holders.Value;

    /// <summary>This one included.</summary>
    public int LiveWorkerCount { get; }

    /// <summary>No live worker's id comes before this one's: for what one of them is to do. As with all that is held, two may think so for a while.</summary>
    public bool IsFirst { get; }

    public string? Error { get; }

    /// <summary>Groups of which this worker holds anything, in order: a group nobody has reported on yet, too.</summary>
    public IReadOnlyCollection<string> HeldGroups => _held.Keys;

    public bool HoldsAnyOf(string group) => _held.ContainsKey(group);

    /// <summary>The names this worker holds of a group.</summary>
    public IReadOnlySet<string> HeldOf(string group) => _held.GetValueOrDefault(group, None);

    /// <summary>The names of a group that are held at all, with their workers.</summary>
    public IEnumerable<(string Name, string Worker)> HoldersOf(string group) =>
        Holders.Where(held => held.Key.Group == group && !held.Key.IsWhole).Select(held => (held.Key.Name, held.Value));

    private static SortedDictionary<LeaseResource, string> HoldersOf(IEnumerable<KeyValuePair<string, IEnumerable<LeaseResource>>> claims)
    {
        var holders = new SortedDictionary<LeaseResource, string>();
        foreach (var (worker, held) in claims)
            foreach (var resource in held) holders[resource] = worker;
        return holders;
    }
}
