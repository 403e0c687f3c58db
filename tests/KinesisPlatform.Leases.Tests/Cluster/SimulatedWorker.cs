namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>A worker process: its leases, and an application that reports what the groups it holds consist of, as often as an archiver does.</summary>
internal sealed class SimulatedWorker : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, long> _reported = [];
    private HashSet<LeaseResource> _heldBefore = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly LeaseCluster _cluster;
    private Task _run = Task.CompletedTask;

    public SimulatedWorker(LeaseCluster cluster, string name, LeaseCoordinator leases)
    {
        (_cluster, Name, Leases) = (cluster, name, leases);
        leases.Changed += Report;
    }

    public string Name { get; }

    public LeaseCoordinator Leases { get; }

    public WorkerContext Context { get; } = new();

    public bool IsDead { get; private set; }

    /// <summary>Why its leases ended by themselves, which they must not.</summary>
    public Exception? Failure => _run.Exception;

    public bool IsRunning => !IsDead && !Context.IsPaused;

    public IReadOnlyList<LeaseResource> Held => [.. Leases.Current.HeldGroups.SelectMany(group => Leases.Current.HeldOf(group).Select(name => new LeaseResource(group, name)))];

    public void Start()
    {
        Context.Run(() => _run = Leases.RunAsync(_stop.Token));
        SetGroups();
    }

    public void SetGroups() => Context.Run(() => Leases.SetGroups(_cluster.Groups.Keys));

    public void Kill() => (IsDead, Context.IsPaused) = (true, true);

    public Task StopAsync()
    {
        IsDead = true;
        Task stopping = Task.CompletedTask;
        Context.Run(() => stopping = HandOverAsync());
        return stopping;
    }

    public void Dispose() => _stop.Dispose();

    private async Task HandOverAsync()
    {
        _stop.Cancel();
        await _run;
        await Leases.HandOverAsync(default);
    }

    private void Report()
    {
        var held = Held.ToHashSet();
        _cluster.TakenCount += held.Count(resource => !_heldBefore.Contains(resource));
        _heldBefore = held;
        // Its application ends with the last resource of a group and begins anew with the next.
        foreach (var gone in _reported.Keys.Where(group => !Leases.Current.HoldsAnyOf(group)).ToList()) _reported.Remove(gone);
        foreach (var group in Leases.Current.HeldGroups.Where(_cluster.Groups.ContainsKey))
        {
            if (_reported.TryGetValue(group, out var at) && _cluster.Time.GetElapsedTime(at) < ReportInterval) continue;
            _reported[group] = _cluster.Time.GetTimestamp();
            Leases.Report(group, _cluster.Groups[group].Open, _cluster.Groups[group].Ended);
        }
    }
}
