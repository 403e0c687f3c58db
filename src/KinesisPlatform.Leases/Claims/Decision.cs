using System.Collections.Immutable;

namespace KinesisPlatform.Leases.Claims;

/// <summary>What this worker should hold next.</summary>
/// <param name="FreeCount">How much of it is new and was held by nobody.</param>
/// <param name="FromLive">What of it is new and was held by a live worker, with that worker.</param>
internal sealed record Decision(ImmutableSortedDictionary<LeaseResource, long> Held, int FreeCount, IReadOnlyDictionary<LeaseResource, string> FromLive, ClaimTable Claims)
{
    public bool TakesAny => FreeCount > 0 || FromLive.Count > 0;
}
