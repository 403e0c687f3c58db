using System.Collections.Immutable;
using KinesisPlatform.Leases.Documents;

namespace KinesisPlatform.Leases.Claims;

/// <summary>All claims of all documents, and who wins each: the highest epoch, of equal ones the smallest worker id. Everyone who has read the same documents comes to the same result.</summary>
internal sealed class ClaimTable
{
    private readonly Dictionary<LeaseResource, (string? Holder, long Epoch, long EpochMax)> _claims = [];

    /// <summary>Everything that any document mentions, those of dead workers too; in no order.</summary>
    public IReadOnlyCollection<LeaseResource> Resources => _claims.Keys;

    public void Add(string worker, bool isAlive, ImmutableSortedDictionary<LeaseResource, long> held)
    {
        foreach (var (resource, epoch) in held)
        {
            var best = _claims.GetValueOrDefault(resource);
            var wins = isAlive && (best.Holder is null || IsBetter(worker, epoch, best.Holder, best.Epoch));
            _claims[resource] = (wins ? worker : best.Holder, wins ? epoch : best.Epoch, Math.Max(best.EpochMax, epoch));
        }
    }

    /// <returns>Null when no live worker holds it.</returns>
    public string? HolderOf(LeaseResource resource) => _claims.GetValueOrDefault(resource).Holder;

    /// <summary>Higher than any claim there is.</summary>
    public long NextEpochOf(LeaseResource resource) => _claims.GetValueOrDefault(resource).EpochMax + 1;

    public bool Mentions(LeaseResource resource) => _claims.ContainsKey(resource);

    public static bool IsBetter(string worker, long epoch, string otherWorker, long otherEpoch) =>
        epoch > otherEpoch || (epoch == otherEpoch && string.CompareOrdinal(worker, otherWorker) < 0);

    /// <summary>What of another worker's claims this worker's claims beat.</summary>
    public static IEnumerable<LeaseResource> Beaten(string worker, ImmutableSortedDictionary<LeaseResource, long> held, string other, WorkerDocument document) =>
        document.Held.Where(claim => held.TryGetValue(claim.Key, out var epoch) && IsBetter(worker, epoch, other, claim.Value)).Select(claim => claim.Key);
}
