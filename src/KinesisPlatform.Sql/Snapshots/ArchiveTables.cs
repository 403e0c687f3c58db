using System.Collections.Concurrent;
using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Snapshots;

/// <summary>The archive's tables, kept open: a table that is open tells its current version with one conditional read.</summary>
internal sealed class ArchiveTables(IArchiveCatalog catalog)
{
    private readonly ConcurrentDictionary<StreamName, IArchiveTable> _tables = new();

    /// <returns>Null when the stream has no table.</returns>
    public async Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(stream, out var open)) return open;
        return await catalog.OpenAsync(stream, cancellationToken) is { } table ? _tables.GetOrAdd(stream, table) : null;
    }

    /// <returns>The current version; null when the stream has no table.</returns>
    public async Task<TableVersion?> LoadAsync(StreamName stream, CancellationToken cancellationToken) =>
        await OpenAsync(stream, cancellationToken) is { } table ? await table.LoadAsync(cancellationToken) : null;
}
