using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Retry a commit without reloading: after a 412 only the ETag is fetched anew, and the commit built on the version from before is put once more.</summary>
internal sealed class RetryWithoutReload : PlantedBug
{
    public override string Name => "retry-without-reload";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            var etag = await base.PutAsync(key, content, condition, cancellationToken);
            if (etag is not null || !IsPointer(key) || condition is not PutCondition.IfMatch) return etag;
            return await HeadAsync(key, cancellationToken) is { } current ? await base.PutAsync(key, content, new PutCondition.IfMatch(current.ETag), cancellationToken) : null;
        }
    }
}
