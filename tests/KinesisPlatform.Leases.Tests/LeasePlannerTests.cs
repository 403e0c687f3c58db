using FsCheck;
using FsCheck.Fluent;
using KinesisPlatform.Leases.Balancing;

namespace KinesisPlatform.Leases.Tests;

/// <summary>Of any workers and holdings. A failure's message holds the smallest case found, and the seed: <c>Config.WithReplay</c> repeats it.</summary>
public sealed class LeasePlannerTests
{
    private const int SwapSizeMax = 4;

    [Fact]
    public void Plan_OfAnything_EndsEvenWithAsFewMovesAsThereCanBe() => Hold(given =>
    {
        var moves = LeasePlanner.Plan(given.Workers, given.Holders, SwapSizeMax);
        var after = Apply(given.Holders, moves);
        var counts = given.Workers.Select(worker => after.Values.Count(holder => holder == worker.Worker)).ToList();
        return after.Values.All(holder => holder is not null) && counts.Max() - counts.Min() <= 1 && (IsSwap(given) || moves.Count == FewestMoves(given));
    });

    [Fact]
    public void Plan_OfAnything_MovesNothingTwiceAndFromItsHolder() => Hold(given =>
    {
        var moves = LeasePlanner.Plan(given.Workers, given.Holders, SwapSizeMax);
        return moves.Select(move => move.Resource).Distinct().Count() == moves.Count
            && moves.All(move => move.From == given.Holders[move.Resource] && move.To != move.From && given.Workers.Any(worker => worker.Worker == move.To));
    });

    // w4 has taken three of w3's and w3 has yet to take three of w4's; that w0 had one more than others before is not to be evened out now.
    [Fact]
    public void Plan_BetweenTheHalvesOfAnExchange_CompletesIt()
    {
        int[] counts = [7, 6, 6, 3, 9];
        var holders = counts.SelectMany((count, worker) => Enumerable.Range(0, count).Select(i => (Resource: new LeaseResource($"g{worker}", $"r{i}"), Worker: $"w{worker}")));

        var moves = LeasePlanner.Plan(counts.Select((_, worker) => new PlannedWorker($"w{worker}", ["*"])), holders.ToDictionary(holder => holder.Resource, holder => (string?)holder.Worker), SwapSizeMax);

        Assert.Equal([("w4", "w3"), ("w4", "w3"), ("w4", "w3")], moves.Select(move => (move.From, move.To)));
    }

    [Fact]
    public void Plan_InAnyOrderOfInputs_IsTheSame() => Hold(given =>
        LeasePlanner.Plan(given.Workers, given.Holders, SwapSizeMax).SequenceEqual(LeasePlanner.Plan(given.Workers.Reverse(), given.Holders.Reverse(), SwapSizeMax)));

    [Fact]
    public void Plan_CarriedOutAgainAndAgain_BringsGroupsTogetherAndEnds() => Hold(given =>
    {
        var holders = Apply(given.Holders, LeasePlanner.Plan(given.Workers, given.Holders, SwapSizeMax));
        var fragments = Fragments(holders);
        while (LeasePlanner.Plan(given.Workers, holders, SwapSizeMax) is { Count: > 0 } moves)
        {
            holders = Apply(holders, moves);
            if (Fragments(holders) >= fragments) return false;
            fragments = Fragments(holders);
        }
        return true;
    });

    [Fact]
    public void Plan_CarriedOutByEachWorkerForItself_EndsEven() => Hold(given =>
    {
        var holders = given.Holders;
        var random = new Random(given.Holders.Count);
        for (var round = 0; round < 2000; round++)
        {
            // One worker at a time takes a few of what the plan says is its own, and the others see it.
            var moves = LeasePlanner.Plan(given.Workers, holders, SwapSizeMax);
            if (moves.Count == 0) return true;
            var taker = moves[random.Next(moves.Count)].To;
            holders = Apply(holders, moves.Where(move => move.To == taker).Take(SwapSizeMax));
        }
        return false;
    });

    [Fact]
    public void Plan_WorkersServeSomeGroups_GetOnlyThose() => Hold(given =>
    {
        var workers = given.Workers.Select((worker, i) => i % 2 == 0 ? worker : worker with { Serves = ["g0", "g1*"] }).ToList();
        var after = Apply(given.Holders, LeasePlanner.Plan(workers, given.Holders, SwapSizeMax));
        return after.Where(holder => given.Holders[holder.Key] != holder.Value).All(holder => workers.Single(worker => worker.Worker == holder.Value).CanServe(holder.Key.Group))
            && after.All(holder => holder.Value is null || workers.Single(worker => worker.Worker == holder.Value).CanServe(holder.Key.Group));
    });

    [Fact]
    public void Plan_ScatteredStreams_AreBroughtTogether()
    {
        var random = new Random(7);
        var workers = Enumerable.Range(0, 50).Select(i => new PlannedWorker($"w{i:D2}", ["*"])).ToList();
        var resources = Enumerable.Range(0, 1000).Select(i => new LeaseResource($"stream-{i / 4:D3}", $"shard-{i % 4}")).ToArray();
        random.Shuffle(resources);
        var holders = resources.Select((resource, i) => (resource, i)).ToDictionary(held => held.resource, held => (string?)workers[held.i % 50].Worker);

        var (moves, before) = (0, Fragments(holders));
        while (LeasePlanner.Plan(workers, holders, SwapSizeMax) is { Count: > 0 } plan)
        {
            moves += plan.Count;
            holders = Apply(holders, plan);
        }

        // 250 streams, each whole on one worker, is the best there is.
        Assert.InRange(before, 900, 1000);
        Assert.InRange(Fragments(holders), 250, 300);
        Assert.InRange(moves, 0, 3000);
    }

    private static bool IsSwap(Given given) => given.Holders.Values.All(holder => holder is not null) && FewestMoves(given) == 0;

    private static int FewestMoves(Given given)
    {
        var counts = given.Workers.Select(worker => given.Holders.Values.Count(holder => holder == worker.Worker)).ToList();
        var (each, more) = Math.DivRem(given.Holders.Count, given.Workers.Count);
        // What nobody holds has to move once, and so has what a worker has too much; the fullest may have one more.
        return given.Holders.Values.Count(holder => holder is null) + counts.OrderDescending().Select((count, i) => Math.Max(0, count - each - (i < more ? 1 : 0))).Sum();
    }

    private static int Fragments(IReadOnlyDictionary<LeaseResource, string?> holders) => holders.Select(holder => (holder.Key.Group, holder.Value)).Distinct().Count();

    private static Dictionary<LeaseResource, string?> Apply(IReadOnlyDictionary<LeaseResource, string?> holders, IEnumerable<LeaseMove> moves)
    {
        var after = holders.ToDictionary();
        foreach (var move in moves) after[move.Resource] = move.To;
        return after;
    }

    private static void Hold(Func<Given, bool> property) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf()), choices => property(GivenBy(choices))).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(80));

    /// <summary>The first choice says how many workers, each other one is a resource: its group and holder.</summary>
    private static Given GivenBy(int[] choices)
    {
        var workers = Enumerable.Range(0, 1 + (choices.FirstOrDefault() % 9)).Select(i => new PlannedWorker($"w{i}", ["*"])).ToList();
        var holders = new Dictionary<LeaseResource, string?>();
        foreach (var (choice, i) in choices.Skip(1).Select((choice, i) => (choice, i)))
            holders.Add(new($"g{choice % 7}", $"r{i}"), choice / 7 % (workers.Count + 2) is var worker && worker < workers.Count ? workers[worker].Worker : worker == workers.Count ? null : "dead");
        foreach (var dead in holders.Where(holder => holder.Value == "dead").Select(holder => holder.Key).ToList()) holders[dead] = null;
        return new(workers, holders);
    }

    private sealed record Given(IReadOnlyList<PlannedWorker> Workers, IReadOnlyDictionary<LeaseResource, string?> Holders);
}
