namespace KinesisPlatform.Leases.Balancing;

/// <summary>
/// Who should hold what: as many for each worker as for any other, within one; for that as few moves as possible; and each group on as few workers as that allows.
/// Pure, and the same for everyone who knows the same: each worker makes the moves to itself and no others.
/// </summary>
internal static class LeasePlanner
{
    /// <param name="workers">Those alive.</param>
    /// <param name="holders">Every resource, with the worker in <paramref name="workers"/> that holds it, or null.</param>
    /// <param name="swapSizeMax">So many resources change places at a time to bring a group together, at most.</param>
    public static IReadOnlyList<LeaseMove> Plan(IEnumerable<PlannedWorker> workers, IEnumerable<KeyValuePair<LeaseResource, string?>> holders, int swapSizeMax)
    {
        var sorted = workers.OrderBy(worker => worker.Worker, StringComparer.Ordinal).ToList();
        List<LeaseMove> moves = [], swaps = [];
        // Workers that cannot serve everything share each kind of group on its own.
        foreach (var kind in ByKind(holders, sorted).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var able = sorted.Where((_, i) => kind.Key[i] == '1').Select(worker => worker.Worker).ToList();
            if (able.Count == 0) continue;
            var holdings = HoldingsOf(able, kind);
            moves.AddRange(new EvenSpread(holdings).Plan());
            if (moves.Count == 0) swaps.AddRange(new Consolidation(holdings.Workers, swapSizeMax).Plan());
        }
        // Bringing groups together can wait until everything is held and even.
        return moves.Count > 0 ? moves : swaps;
    }

    /// <summary>By the workers that can serve it: a 1 for each one that can.</summary>
    private static IEnumerable<IGrouping<string, KeyValuePair<LeaseResource, string?>>> ByKind(IEnumerable<KeyValuePair<LeaseResource, string?>> holders, List<PlannedWorker> workers)
    {
        var all = new string('1', workers.Count);
        if (workers.All(worker => worker.ServesAll)) return holders.GroupBy(_ => all);
        var kinds = new Dictionary<string, string>();
        return holders.GroupBy(holder => kinds.TryGetValue(holder.Key.Group, out var kind) ? kind : kinds[holder.Key.Group] = KindOf(holder.Key.Group, workers));
    }

    private static string KindOf(string group, List<PlannedWorker> workers) => string.Concat(workers.Select(worker => worker.CanServe(group) ? '1' : '0'));

    private static Holdings HoldingsOf(List<string> workers, IEnumerable<KeyValuePair<LeaseResource, string?>> holders)
    {
        var free = new Holding(null);
        var all = new SortedDictionary<string, Holding>(workers.ToDictionary(worker => worker, worker => new Holding(worker)), StringComparer.Ordinal);
        foreach (var (resource, holder) in holders)
            (holder is not null && all.TryGetValue(holder, out var holding) ? holding : free).Add(resource);
        return new([.. all.Values], free);
    }
}
