using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Let checkpoints expire with their snapshot: a version knows only the shards of which its snapshots tell.</summary>
internal sealed class ExpiringCheckpoints : PlantedBug
{
    public override string Name => "checkpoints-expire-with-snapshot";

    public override void Adjust(HistorySettings settings) => settings.Archive.SnapshotCountMax = 1;

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
            base.PutAsync(key, IsMetadata(key) ? WithoutExpired(TableMetadata.Parse(content.Span)) ?? content : content, condition, cancellationToken);

        private static ReadOnlyMemory<byte>? WithoutExpired(TableMetadata metadata)
        {
            if (CheckpointProperty.Read(metadata.Properties) is not { } map || metadata.Snapshots.Count == 0) return null;
            var told = metadata.Snapshots.Select(snapshot => CheckpointProperty.Read(snapshot.Summary)).SelectMany(summary => summary?.Shards.Keys ?? []).ToHashSet();
            var properties = metadata.Properties.ToDictionary();
            properties[CheckpointProperty.Key] = CheckpointProperty.Format(map with { Shards = map.Shards.Where(shard => told.Contains(shard.Key)).ToDictionary() });
            return (metadata with { Properties = properties }).Serialize();
        }
    }
}
