using System.Runtime.CompilerServices;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Delete an orphan too early: files look so old to the sweeper that the floor allows for all of them.</summary>
internal sealed class OrphanDeletedTooEarly : PlantedBug
{
    public override string Name => "delete-orphan-too-early";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => process.Name.StartsWith("maintainer", StringComparison.Ordinal) ? new Store(store) : store;

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var found in base.ListAsync(prefix, startAfter, cancellationToken)) yield return found with { LastModified = DateTimeOffset.UnixEpoch };
        }
    }
}
