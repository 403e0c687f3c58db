namespace KinesisPlatform.Leases.Balancing;

/// <summary>
/// Brings groups together on fewer workers without making anyone's share uneven: two workers exchange resources when groups are on fewer workers afterwards. Each worker is in one exchange
/// of a plan at most; repeated until there is none, as every exchange lowers the same number.
/// </summary>
internal sealed class Consolidation(IReadOnlyList<Holding> workers, int sizeMax)
{
    public IReadOnlyList<LeaseMove> Plan()
    {
        var moves = new List<LeaseMove>();
        var busy = new HashSet<Holding>();
        var groups = new SortedDictionary<string, List<Holding>>(StringComparer.Ordinal);
        foreach (var worker in workers)
        {
            foreach (var group in worker.Groups)
            {
                if (!groups.TryGetValue(group, out var holders)) groups.Add(group, holders = []);
                holders.Add(worker);
            }
        }
        foreach (var (group, holders) in groups.Where(group => group.Value.Count > 1))
        {
            if (FindExchange(group, [.. holders.Where(holder => !busy.Contains(holder))]) is not { } exchange) continue;
            busy.UnionWith([exchange.Giver, exchange.Taker]);
            moves.AddRange(exchange.Moves);
        }
        return moves;
    }

    // The worker with the fewest of a group gives them to the one with the most, who gives as many of others.
    private Exchange? FindExchange(string group, List<Holding> holders)
    {
        var fewestFirst = holders.OrderBy(holder => holder.CountOf(group)).ThenBy(holder => holder.Worker, StringComparer.Ordinal).ToList();
        return fewestFirst.Where(giver => giver.CountOf(group) <= sizeMax)
            .SelectMany(giver => fewestFirst.AsEnumerable().Reverse().Where(taker => taker != giver).Select(taker => ExchangeOf(group, giver, taker)))
            .FirstOrDefault(exchange => exchange is not null);
    }

    private static Exchange? ExchangeOf(string group, Holding giver, Holding taker)
    {
        var count = giver.CountOf(group);
        var moves = giver.Peek(group, count).Select(resource => new LeaseMove(resource, giver.Worker, taker.Worker!)).ToList();
        // One worker's share may be larger by one: then it may as well be the other's.
        var back = giver.Count > taker.Count ? count - 1 : count;
        var (returned, splits) = Return(group, back, taker, giver);
        return splits < 1 && returned.Count == back ? new(giver, taker, [.. moves, .. returned]) : null;
    }

    /// <returns>What goes back, and by how much it changes the number of workers that groups are on.</returns>
    private static (List<LeaseMove> Moves, int Splits) Return(string kept, int count, Holding from, Holding to)
    {
        var (moves, splits) = (new List<LeaseMove>(), 0);
        var left = from.Groups.Where(group => group != kept).ToList();
        while (moves.Count < count && left.Count > 0)
        {
            var open = count - moves.Count;
            var best = left.MinBy(group => (FitOf(group, open, from, to), -Math.Min(open, from.CountOf(group))))!;
            splits += FitOf(best, open, from, to) switch { Fit.Merges => -1, Fit.Splits => 1, _ => 0 };
            moves.AddRange(from.Peek(best, Math.Min(open, from.CountOf(best))).Select(resource => new LeaseMove(resource, from.Worker, to.Worker!)));
            left.Remove(best);
        }
        return (moves, splits);
    }

    private static Fit FitOf(string group, int count, Holding from, Holding to) => (from.CountOf(group) <= count, to.CountOf(group) > 0) switch
    {
        (true, true) => Fit.Merges,
        (true, false) => Fit.Whole,
        (false, true) => Fit.Joins,
        _ => Fit.Splits,
    };

    private sealed record Exchange(Holding Giver, Holding Taker, IReadOnlyList<LeaseMove> Moves);
}
