using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Sweeping;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>
/// Sweep without a floor: a writer does not learn of it, and commits files that it wrote before. It is shown every version without the floor that is in it; what it commits has the
/// floor of the version before, so that the sweepers still find theirs.
/// </summary>
internal sealed class SweepWithoutFloor : PlantedBug
{
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(5);

    public override string Name => "sweep-without-floor";

    public override void Adjust(HistorySettings settings) =>
        (settings.MaintainerCount, settings.MaintenanceIntervalMax, settings.Archive.SweepSafeAge) = (2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) =>
        process.Name.StartsWith("archiver", StringComparison.Ordinal) ? new Store(store, process) : store;

    private sealed class Store(IObjectStore inner, SimulatedProcess process) : StoreDecorator(inner)
    {
        // By metadata file.
        private readonly Dictionary<string, string?> _floors = [];

        public override async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        {
            var stored = await base.GetAsync(key, range, cancellationToken);
            if (stored is null || !IsMetadata(key)) return stored;
            var metadata = TableMetadata.Parse(stored.Content.Span);
            _floors[NameOf(key)] = metadata.Properties.GetValueOrDefault(FloorProperty.Key);
            return stored with { Content = With(metadata, null) };
        }

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            // Between its files and its commit a writer now and then takes as long as sweepers take with two floors.
            if (IsPointer(key) && process.Random.Chance(0.1)) await Task.Delay(StandsStill, process.Clock, cancellationToken);
            if (!IsMetadata(key) || TableMetadata.Parse(content.Span) is not { MetadataLog: [.., var before] } metadata) return await base.PutAsync(key, content, condition, cancellationToken);
            var floor = _floors[NameOf(key)] = _floors.GetValueOrDefault(NameOf(before.MetadataFile));
            return await base.PutAsync(key, With(metadata, floor), condition, cancellationToken);
        }

        private static string NameOf(string keyOrUrl) => keyOrUrl[(keyOrUrl.LastIndexOf('/') + 1)..];

        private static byte[] With(TableMetadata metadata, string? floor)
        {
            var properties = metadata.Properties.Where(property => property.Key != FloorProperty.Key).ToDictionary();
            if (floor is not null) properties.Add(FloorProperty.Key, floor);
            return (metadata with { Properties = properties }).Serialize();
        }
    }
}
