using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>
/// Skip the checkpoint precondition: a writer appends to whatever version it finds. To the rules that decide about it the table shows, in the place of others' checkpoints,
/// those that this writer left itself: each of its appends then starts where the table is.
/// </summary>
internal sealed class SkippedCheckpointPrecondition : PlantedBug
{
    public override string Name => "skip-checkpoint-precondition";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        private string? _own;

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (IsMetadata(key)) _own = TableMetadata.Parse(content.Span).Properties.GetValueOrDefault(CheckpointProperty.Key) ?? _own;
            return await base.PutAsync(key, content, condition, cancellationToken);
        }

        public override async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        {
            var stored = await base.GetAsync(key, range, cancellationToken);
            if (stored is null || !IsMetadata(key) || _own is not { } own) return stored;
            var metadata = TableMetadata.Parse(stored.Content.Span);
            if (CheckpointProperty.Read(metadata.Properties) is not { } map || CheckpointProperty.Parse(own) is var mine && mine.Incarnation != map.Incarnation) return stored;
            var properties = metadata.Properties.ToDictionary();
            properties[CheckpointProperty.Key] = CheckpointProperty.Format(map with { Shards = mine.Shards.Concat(map.Shards.Where(shard => !mine.Shards.ContainsKey(shard.Key))).ToDictionary() });
            return stored with { Content = (metadata with { Properties = properties }).Serialize() };
        }
    }
}
