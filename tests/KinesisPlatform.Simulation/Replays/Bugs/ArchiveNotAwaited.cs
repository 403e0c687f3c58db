using KinesisPlatform.Archive;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Takes what is archived at the moment for all there is: what arrived before the request and is still in a buffer is left out.</summary>
internal sealed class ArchiveNotAwaited : ReplayBug
{
    public override string Name => "replay-not-fresh";

    public override IArchiveCatalog Wrap(IArchiveCatalog catalog) => new CatalogDecorator(catalog, table => new Table(table));

    private sealed class Table(IArchiveTable inner) : TableDecorator(inner)
    {
        public override async Task<TableVersion> LoadAsync(CancellationToken cancellationToken) =>
            await Inner.LoadAsync(cancellationToken) is { Checkpoints: { } checkpoints } version ? version with { Checkpoints = checkpoints with { Shards = ReadToTheEnd(checkpoints) } } : await Inner.LoadAsync(cancellationToken);

        private static Dictionary<ShardId, ShardCheckpoint> ReadToTheEnd(CheckpointMap checkpoints) =>
            checkpoints.Shards.ToDictionary(shard => shard.Key, shard => shard.Value with { ReadUpTo = DateTimeOffset.MaxValue });
    }
}
