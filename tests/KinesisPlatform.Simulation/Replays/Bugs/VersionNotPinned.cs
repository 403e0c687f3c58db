using KinesisPlatform.Archive;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Remembers the version that a replay reads, and does not pin it: merges replace its files, and a sweep deletes them.</summary>
internal sealed class VersionNotPinned : ReplayBug
{
    private readonly Dictionary<string, TableVersion> _versions = [];

    public override string Name => "replay-does-not-pin";

    public override IArchiveCatalog Wrap(IArchiveCatalog catalog) => new CatalogDecorator(catalog, table => new Table(table, _versions));

    private sealed class Table(IArchiveTable inner, Dictionary<string, TableVersion> versions) : TableDecorator(inner)
    {
        public override Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken)
        {
            versions.TryAdd(tag, version);
            return Task.FromResult(versions[tag]);
        }

        public override Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken) => Task.FromResult(versions.GetValueOrDefault(tag));

        public override Task UnpinAsync(string tag, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
