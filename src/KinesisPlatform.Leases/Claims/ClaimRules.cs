using System.Collections.Immutable;
using KinesisPlatform.Leases.Balancing;
using KinesisPlatform.Leases.Watching;

namespace KinesisPlatform.Leases.Claims;

/// <summary>Decides what this worker holds, from what it holds, what the documents say and what the application knows. No I/O.</summary>
internal sealed class ClaimRules(KnownResources known, ImmutableSortedSet<string> serves, LeaseOptions options, TimeProvider time)
{
    private readonly HashSet<LeaseResource> _heldByOthers = [];
    private readonly Dictionary<LeaseResource, long> _freeSince = [];
    private List<(object Fact, bool IsAlive)> _facts = [];
    private Decision? _settled;

    /// <summary>There was something that nobody held and that was another worker's to take.</summary>
    public bool LeavesFree => _freeSince.Count > 0;

    /// <param name="movesMax">So many are taken from live workers, at most; none where one of them was just lost to its holder.</param>
    public Decision Decide(string self, ImmutableSortedDictionary<LeaseResource, long> held, ClusterWatch watch, int movesMax)
    {
        var facts = FactsOf(self, held, watch);
        // Most rounds are heartbeats without news: nothing to decide anew.
        if (_settled is not null && facts.SequenceEqual(_facts)) return _settled;
        var decision = DecideAnew(self, held, watch, movesMax);
        (_facts, _settled) = (facts, decision.TakesAny || _freeSince.Count > 0 || movesMax == 0 ? null : decision);
        return decision;
    }

    private List<(object Fact, bool IsAlive)> FactsOf(string self, ImmutableSortedDictionary<LeaseResource, long> held, ClusterWatch watch) =>
        [(self, true), (known.Version, true), (held, true), .. watch.Others.SelectMany(other => new (object, bool)[] { (other.Worker, true), (other.Document.Held, watch.IsAlive(other)) })];

    private Decision DecideAnew(string self, ImmutableSortedDictionary<LeaseResource, long> held, ClusterWatch watch, int movesMax)
    {
        var claims = ClaimsOf(self, held, watch);
        ForgetReleased(self, claims);
        var next = held.ToBuilder();
        next.RemoveRange(held.Keys.Where(resource => claims.HolderOf(resource) != self || !known.Exists(resource.Group) || known.IsEnded(resource)));
        var ownFree = TakeReported(next, claims);
        var (free, fromLive) = TakePlanned(self, held, next, claims, watch, movesMax);
        return new(next.ToImmutable(), ownFree + free, fromLive, claims);
    }

    private static ClaimTable ClaimsOf(string self, ImmutableSortedDictionary<LeaseResource, long> held, ClusterWatch watch)
    {
        var claims = new ClaimTable();
        claims.Add(self, isAlive: true, held);
        foreach (var other in watch.Others) claims.Add(other.Worker, watch.IsAlive(other), other.Document.Held);
        return claims;
    }

    // Whoever lets go of something has finished it. What we know of it may be older than that.
    private void ForgetReleased(string self, ClaimTable claims)
    {
        foreach (var resource in _heldByOthers.Where(resource => !claims.Mentions(resource))) known.Forget(resource);
        _heldByOthers.Clear();
        _heldByOthers.UnionWith(claims.Resources.Where(resource => claims.HolderOf(resource) is { } holder && holder != self));
    }

    /// <summary>Of a group that this worker holds any of, it takes what nobody ever held at once: it is the one that knows of it.</summary>
    private int TakeReported(ImmutableSortedDictionary<LeaseResource, long>.Builder next, ClaimTable claims)
    {
        var count = 0;
        foreach (var group in next.Keys.Select(resource => resource.Group).Distinct().ToList())
        {
            var open = known.OpenOf(group);
            foreach (var resource in open.Where(resource => !claims.Mentions(resource) && !known.IsEnded(resource)))
            {
                next.Add(resource, claims.NextEpochOf(resource));
                count++;
            }
            // Somebody has said what is in it: now its parts are leased.
            if (open.Count > 0) next.Remove(LeaseResource.Whole(group));
        }
        return count;
    }

    private (int Free, IReadOnlyDictionary<LeaseResource, string> FromLive) TakePlanned(
        string self, ImmutableSortedDictionary<LeaseResource, long> held, ImmutableSortedDictionary<LeaseResource, long>.Builder next, ClaimTable claims, ClusterWatch watch, int movesMax)
    {
        var holders = HoldersOf(self, next, claims);
        var workers = watch.Others.Where(watch.IsAlive).Select(other => new PlannedWorker(other.Worker, other.Document.Serves)).Append(new(self, serves));
        var (free, fromLive) = (0, new SortedDictionary<LeaseResource, string>());
        var moves = LeasePlanner.Plan(workers, holders, options.MovesMax).Where(move => move.To == self).ToList();
        // What was just lost cannot be claimed anew by the same write: it finds our document changed, and drops what was taken out of it. The other moves alone would be a part of half an
        // exchange, which the other workers would even out: all of them wait for the next heartbeat.
        if (moves.Any(move => held.ContainsKey(move.Resource))) movesMax = 0;
        foreach (var move in moves)
        {
            if (move.From is { } victim && fromLive.Count < movesMax) fromLive.Add(move.Resource, victim);
            else if (move.From is not null) continue;
            else free++;
            next.Add(move.Resource, claims.NextEpochOf(move.Resource));
        }
        foreach (var resource in LeftTooLong(holders.Where(holder => holder.Value is null && !next.ContainsKey(holder.Key)).Select(holder => holder.Key)))
        {
            next.Add(resource, claims.NextEpochOf(resource));
            free++;
        }
        return (free, fromLive);
    }

    /// <summary>Every resource there is for this worker to know of, with the live worker that holds it.</summary>
    private Dictionary<LeaseResource, string?> HoldersOf(string self, ImmutableSortedDictionary<LeaseResource, long>.Builder next, ClaimTable claims)
    {
        var (holders, groups) = (new Dictionary<LeaseResource, string?>(), (known.Groups ?? []).ToHashSet());
        foreach (var resource in claims.Resources.Where(resource => groups.Contains(resource.Group)))
        {
            var holder = claims.HolderOf(resource) is { } other && other != self ? other : null;
            // What was let go above is nobody's, and not to be taken up again.
            if (holder is not null || (claims.HolderOf(resource) is null && !known.IsEnded(resource))) holders[resource] = holder;
        }
        foreach (var resource in next.Keys.Where(resource => known.Exists(resource.Group))) holders[resource] = self;
        AddWholes(holders);
        return holders;
    }

    // A group of which nobody has any part is leased as a whole; one of which somebody has parts no longer is, whatever a dead worker's document says.
    private void AddWholes(Dictionary<LeaseResource, string?> holders)
    {
        var inParts = holders.Keys.Where(resource => !resource.IsWhole).Select(resource => resource.Group).ToHashSet();
        foreach (var group in (known.Groups ?? []).Where(CanServe))
        {
            var whole = LeaseResource.Whole(group);
            if (!inParts.Contains(group)) holders.TryAdd(whole, null);
            else if (holders.TryGetValue(whole, out var holder) && holder is null) holders.Remove(whole);
        }
    }

    private bool CanServe(string group) => new PlannedWorker("", serves).CanServe(group);

    /// <summary>What somebody else should have taken and has not: it may not know of it, or be dead itself.</summary>
    private List<LeaseResource> LeftTooLong(IEnumerable<LeaseResource> free)
    {
        var now = free.Where(resource => CanServe(resource.Group)).ToList();
        foreach (var taken in _freeSince.Keys.Except(now).ToList()) _freeSince.Remove(taken);
        foreach (var resource in now) _freeSince.TryAdd(resource, time.GetTimestamp());
        return [.. now.Where(resource => time.GetElapsedTime(_freeSince[resource]) >= options.HeartbeatInterval * 2)];
    }
}
