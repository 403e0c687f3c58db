using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>The plans' documents.</summary>
internal sealed class PlanStore(IObjectStore store, ReplayKeys keys)
{
    private readonly DocumentStore _documents = new(store);

    public async Task<ReplayPlan?> FindAsync(string replayId, CancellationToken cancellationToken) =>
        (await _documents.FindAsync(keys.Plan(replayId), ReplayJson.Readable.ReplayPlan, cancellationToken))?.Value;

    /// <returns>The replay's plan: this one, or the one that somebody else has made before.</returns>
    public async Task<ReplayPlan> CreateAsync(ReplayPlan plan, CancellationToken cancellationToken)
    {
        if (await _documents.PutAsync(keys.Plan(plan.ReplayId), plan, ReplayJson.Readable.ReplayPlan, new PutCondition.IfAbsent(), cancellationToken) is not null) return plan;
        return await FindAsync(plan.ReplayId, cancellationToken)
            ?? throw new PlatformException(FailureKind.Data, $"The plan of replay {plan.ReplayId} was deleted while it was made: nothing but the coordinator may write under {keys.Plan("")}.");
    }
}
