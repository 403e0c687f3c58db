using KinesisPlatform.Archive;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Hands everything on but tables, of which a bug makes something else.</summary>
internal sealed class CatalogDecorator(IArchiveCatalog inner, Func<IArchiveTable, IArchiveTable> wrap) : IArchiveCatalog
{
    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public async Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken) => await inner.OpenAsync(stream, cancellationToken) is { } table ? wrap(table) : null;

    public async Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken) => wrap(await inner.OpenOrCreateAsync(stream, cancellationToken));

    public Task<string> LocateAsync(StreamName stream, CancellationToken cancellationToken) => inner.LocateAsync(stream, cancellationToken);

    public Task CheckPlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken) => inner.CheckPlaceAsync(stream, prefix, cancellationToken);

    public Task PlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken) => inner.PlaceAsync(stream, prefix, cancellationToken);
}
