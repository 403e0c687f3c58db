using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Take a lease without fencing: nobody's document but one's own is ever changed, and one's own whatever others have made of it.</summary>
internal sealed class LeaseWithoutFencing : PlantedBug
{
    public override string Name => "lease-without-fencing";

    public override void Adjust(HistorySettings settings) => (settings.ChecksLeases, settings.ArchiverCount) = (true, Math.Max(2, settings.ArchiverCount));

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store, process.Name);

    private sealed class Store(IObjectStore inner, string worker) : StoreDecorator(inner)
    {
        public override Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (!key.Contains("/_leases/", StringComparison.Ordinal)) return base.PutAsync(key, content, condition, cancellationToken);
            return key.EndsWith($"/{worker}.json", StringComparison.Ordinal)
                ? base.PutAsync(key, content, new PutCondition.None(), cancellationToken)
                : Task.FromResult<ETag?>(new ETag("\"never written\""));
        }
    }
}
