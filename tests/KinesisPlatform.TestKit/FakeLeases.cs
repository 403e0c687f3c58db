using KinesisPlatform.Leases;

namespace KinesisPlatform.TestKit;

/// <summary>Leases of one worker that holds all there is, but what the test gives to others.</summary>
public sealed class FakeLeases : ILeases
{
    public const string Worker = "this";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedSet<string>> _open = new(StringComparer.Ordinal);
    private readonly SortedDictionary<LeaseResource, string> _others = [];
    private SortedSet<string> _groups;
    private LeaseSnapshot _current;

    /// <param name="groups">Those there are until they are set.</param>
    public FakeLeases(params string[] groups)
    {
        _groups = new(groups, StringComparer.Ordinal);
        _current = Describe();
    }

    public event Action? Changed;

    public LeaseSnapshot Current => Volatile.Read(ref _current);

    public void SetGroups(IEnumerable<string> groups) => Change(() => _groups = new(groups, StringComparer.Ordinal));

    public void Report(string group, IEnumerable<string> open, IEnumerable<string> ended) => Change(() => _open[group] = new(open, StringComparer.Ordinal));

    /// <param name="worker">Null for this one.</param>
    public void Give(string group, string name, string? worker) => Change(() =>
    {
        var resource = new LeaseResource(group, name);
        if (worker is null) _others.Remove(resource);
        else _others[resource] = worker;
    });

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Volatile.Write(ref _current, Describe());
        }
        Changed?.Invoke();
    }

    private LeaseSnapshot Describe()
    {
        var all = _groups.SelectMany(group => _open.TryGetValue(group, out var open) && open.Count > 0 ? open.Select(name => new LeaseResource(group, name)) : [new LeaseResource(group, "")]).ToList();
        var held = all.Where(resource => !_others.ContainsKey(resource)).ToList();
        var claims = _others.GroupBy(other => other.Value).Select(worker => KeyValuePair.Create(worker.Key, worker.Select(other => other.Key)));
        return new(Worker, held, [.. claims, KeyValuePair.Create<string, IEnumerable<LeaseResource>>(Worker, held)], null);
    }
}
