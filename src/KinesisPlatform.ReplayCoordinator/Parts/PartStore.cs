using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>The parts' documents.</summary>
internal sealed class PartStore(IObjectStore store, ReplayKeys keys, InstanceName instance, TimeProvider time)
{
    private readonly DocumentStore _documents = new(store);

    public async Task<ReplayPart> LoadAsync(string replayId, int number, CancellationToken cancellationToken) =>
        (await FindAsync(replayId, number, cancellationToken))?.Value ?? new ReplayPart(number);

    /// <summary>All parts of a plan, by number: one GET each.</summary>
    public Task<ReplayPart[]> LoadAllAsync(ReplayPlan plan, CancellationToken cancellationToken) =>
        Task.WhenAll(plan.Parts.Select(p => LoadAsync(plan.ReplayId, p.Number, cancellationToken)));

    /// <summary>Takes a part for this instance alone, for <paramref name="lease"/> from now unless checkpoints renew it.</summary>
    /// <returns>Null when it is done, or somebody else has it.</returns>
    public async Task<PartClaim?> ClaimAsync(string replayId, int number, TimeSpan lease, CancellationToken cancellationToken)
    {
        var found = await FindAsync(replayId, number, cancellationToken);
        var part = found?.Value ?? new ReplayPart(number);
        var now = time.GetUtcNow();
        // Within this instance a part runs once at most (WorkSlots), so its own claim is one that an earlier run left behind.
        if (part.IsDone || (part.IsClaimed(now) && part.Owner != instance.Value)) return null;
        var claimed = part with { Epoch = part.Epoch + 1, Owner = instance.Value, LeaseUntil = now + lease, RecordsPerSecond = 0, BytesPerSecond = 0 };
        return await PutAsync(replayId, claimed, found?.ETag, cancellationToken) is { } etag ? new PartClaim(this, replayId, claimed, etag, lease, time) : null;
    }

    /// <returns>The new version, or null when somebody else has changed the document.</returns>
    public async Task<ETag?> PutAsync(string replayId, ReplayPart part, ETag? expected, CancellationToken cancellationToken)
    {
        if (await TryPutAsync(replayId, part, expected, cancellationToken) is { } written) return written;
        // Nobody else writes this owner's epoch: what is there is an own put whose response was lost, this one or the one before.
        if (await FindAsync(replayId, part.Number, cancellationToken) is not { } found || (found.Value.Owner, found.Value.Epoch) != (part.Owner, part.Epoch)) return null;
        return found.Value == part ? found.ETag : await TryPutAsync(replayId, part, found.ETag, cancellationToken);
    }

    private Task<ETag?> TryPutAsync(string replayId, ReplayPart part, ETag? expected, CancellationToken cancellationToken)
    {
        PutCondition condition = expected is { } etag ? new PutCondition.IfMatch(etag) : new PutCondition.IfAbsent();
        return _documents.PutAsync(keys.Part(replayId, part.Number), part, ReplayJson.Readable.ReplayPart, condition, cancellationToken);
    }

    private Task<Versioned<ReplayPart>?> FindAsync(string replayId, int number, CancellationToken cancellationToken) =>
        _documents.FindAsync(keys.Part(replayId, number), ReplayJson.Readable.ReplayPart, cancellationToken);
}
