namespace KinesisPlatform.Sql.Workers;

/// <summary>
/// Who may run a statement now. Bounds how many run, in all and per tenant, and how many wait. A slot that becomes free goes to the tenant that has the fewest, of those with as few to the one
/// whose last turn is longest ago, and of its callers to the one who waits longest: however many statements one tenant sends, others take turns with it. A full queue takes a tenant with fewer in it
/// at the cost of the one with most.
/// </summary>
internal sealed class WorkerSlots(int slotsMax, int perTenantMax, int queueMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _running = [];
    private readonly List<Waiter> _waiting = [];
    // One entry per tenant there ever was: they are API keys.
    private readonly Dictionary<string, long> _lastTurns = [];
    private long _turn;
    private int _runningTotal;

    /// <exception cref="PlatformException">Unavailable: too many wait already.</exception>
    public async Task TakeAsync(string tenant, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (MayRun(tenant))
            {
                Add(tenant, 1);
                return;
            }
            if (_waiting.Count >= queueMax && !MakeRoom(tenant)) throw Refusal();
            waiter = new(tenant);
            _waiting.Add(waiter);
        }
        await using var cancel = cancellationToken.UnsafeRegister(_ => GiveUp(waiter, cancellationToken), null);
        await waiter.Turn.Task;
    }

    public void Release(string tenant)
    {
        lock (_gate)
        {
            Add(tenant, -1);
            while (_runningTotal < slotsMax && Next() is { } next)
            {
                _waiting.Remove(next);
                Add(next.Tenant, 1);
                next.Turn.SetResult();
            }
        }
    }

    private bool MayRun(string tenant) => _runningTotal < slotsMax && RunningOf(tenant) < perTenantMax;

    private int RunningOf(string tenant) => _running.GetValueOrDefault(tenant);

    private void Add(string tenant, int count)
    {
        _runningTotal += count;
        if (count > 0) _lastTurns[tenant] = ++_turn;
        if (RunningOf(tenant) + count is > 0 and var running) _running[tenant] = running;
        else _running.Remove(tenant);
    }

    // The list is in the order of arrival, and MinBy takes the first of equals.
    private Waiter? Next() => _waiting.Where(waiter => MayRun(waiter.Tenant)).MinBy(waiter => (RunningOf(waiter.Tenant), _lastTurns.GetValueOrDefault(waiter.Tenant)));

    private bool MakeRoom(string tenant)
    {
        if (_waiting.Count == 0) return false;
        var most = _waiting.CountBy(waiter => waiter.Tenant).MaxBy(group => group.Value);
        if (_waiting.Count(waiter => waiter.Tenant == tenant) + 1 >= most.Value) return false;
        var last = _waiting.FindLast(waiter => waiter.Tenant == most.Key)!;
        _waiting.Remove(last);
        last.Turn.SetException(Refusal());
        return true;
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiter)) waiter.Turn.SetCanceled(cancellationToken);
        }
    }

    private PlatformException Refusal() => new(FailureKind.Unavailable,
        $"{slotsMax} queries run, {perTenantMax} at most of one caller, and {queueMax} wait. Try again in a moment, or raise {SqlOptions.SectionName}:WorkersMax.");

    private sealed record Waiter(string Tenant)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
