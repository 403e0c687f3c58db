namespace KinesisPlatform.Leases.Balancing;

/// <summary>Places what is free and evens out the rest with as few moves as there can be. Changes the holdings to what they are afterwards.</summary>
internal sealed class EvenSpread(Holdings holdings)
{
    private readonly SortedDictionary<string, int> _quotas = QuotasOf(holdings);

    public IReadOnlyList<LeaseMove> Plan()
    {
        var moves = new List<LeaseMove>();
        foreach (var taker in holdings.Workers.Where(worker => NeedOf(worker) > 0).OrderByDescending(NeedOf).ThenBy(worker => worker.Worker, StringComparer.Ordinal).ToList())
        {
            while (NeedOf(taker) > 0) moves.AddRange(MoveBest(taker));
        }
        return moves;
    }

    // Where the number is uneven some get one more than the others. First those that have more anyway and keep it: every other choice moves more. Which of them, and who gets what is over
    // then, costs the same moves, and decides whether exchanges come to an end: between the two halves of one its taker has most and its giver least, and what the one has too much is to be
    // what the other lacks, before others even out what they see. So of either kind those with less come first.
    private static SortedDictionary<string, int> QuotasOf(Holdings holdings)
    {
        var count = holdings.Free.Count + holdings.Workers.Sum(worker => worker.Count);
        var (each, more) = Math.DivRem(count, holdings.Workers.Count);
        var quotas = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var worker in holdings.Workers.OrderBy(worker => worker.Count > each ? 0 : 1).ThenBy(worker => worker.Count).ThenBy(worker => worker.Worker, StringComparer.Ordinal))
            quotas.Add(worker.Worker!, each + (quotas.Count < more ? 1 : 0));
        return quotas;
    }

    private int NeedOf(Holding worker) => _quotas[worker.Worker!] - worker.Count;

    // What is free adds up with what is too much to just what is missing: there is always a giver.
    private List<LeaseMove> MoveBest(Holding taker)
    {
        var givers = holdings.Workers.Where(worker => NeedOf(worker) < 0).Prepend(holdings.Free);
        var (giver, group, count) = givers
            .SelectMany(giver => giver.Groups.Select(group => (Giver: giver, Group: group, Count: CountToMove(giver, group, taker))))
            .MinBy(part => (FitOf(part.Giver, part.Group, part.Count, taker), part.Giver.Worker is null ? 0 : 1, -part.Count));
        var moves = giver.Peek(group, count).Select(resource => new LeaseMove(resource, giver.Worker, taker.Worker!)).ToList();
        foreach (var move in moves)
        {
            giver.Remove(move.Resource);
            taker.Add(move.Resource);
        }
        return moves;
    }

    private int CountToMove(Holding giver, string group, Holding taker)
    {
        var spare = giver.Worker is null ? int.MaxValue : -NeedOf(giver);
        return Math.Min(Math.Min(giver.CountOf(group), spare), NeedOf(taker));
    }

    private static Fit FitOf(Holding giver, string group, int count, Holding taker) =>
        (giver.CountOf(group) == count, taker.CountOf(group) > 0) switch
        {
            (true, true) => Fit.Merges,
            (true, false) => Fit.Whole,
            (false, true) => Fit.Joins,
            _ => Fit.Splits,
        };
}
