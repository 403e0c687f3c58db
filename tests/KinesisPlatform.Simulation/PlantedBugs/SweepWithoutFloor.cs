using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Sweeping;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Sweep without a floor: a writer does not learn of it, and commits files that it wrote before. It is shown every version without the floor that is in it.</summary>
internal sealed class SweepWithoutFloor : PlantedBug
{
    public override string Name => "sweep-without-floor";

    public override void Adjust(HistorySettings settings) => (settings.Archive.SweepSafeAge, settings.MaintainerCount) = (TimeSpan.FromSeconds(1), 2);

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => process.Name.StartsWith("archiver", StringComparison.Ordinal) ? new Store(store) : store;

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        {
            var stored = await base.GetAsync(key, range, cancellationToken);
            if (stored is null || !IsMetadata(key)) return stored;
            var metadata = TableMetadata.Parse(stored.Content.Span);
            return stored with { Content = (metadata with { Properties = metadata.Properties.Where(property => property.Key != FloorProperty.Key).ToDictionary() }).Serialize() };
        }
    }
}
