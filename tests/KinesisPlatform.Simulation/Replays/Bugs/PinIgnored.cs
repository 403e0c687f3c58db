using KinesisPlatform.Archive;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Parts read the newest version, whatever was planned: each its own, while records are archived.</summary>
internal sealed class PinIgnored : ReplayBug
{
    public override string Name => "replay-reads-newest";

    public override IArchiveCatalog Wrap(IArchiveCatalog catalog) => new CatalogDecorator(catalog, table => new Table(table));

    private sealed class Table(IArchiveTable inner) : TableDecorator(inner)
    {
        public override async Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken) =>
            await Inner.LoadPinnedAsync(tag, cancellationToken) is null ? null : await Inner.LoadAsync(cancellationToken);
    }
}
