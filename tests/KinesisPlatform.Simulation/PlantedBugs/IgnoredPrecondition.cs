using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Ignore 412: the pointer is written whatever it is meanwhile.</summary>
internal sealed class IgnoredPrecondition : PlantedBug
{
    public override string Name => "ignore-412";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
            base.PutAsync(key, content, IsPointer(key) ? new PutCondition.None() : condition, cancellationToken);
    }
}
