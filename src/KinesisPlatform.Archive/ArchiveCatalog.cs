using System.Collections.Concurrent;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive;

/// <summary>The catalog in the bucket itself: a stream has a table when the table's pointer object is there.</summary>
/// <param name="newId">The source of unique ids and, through them, of all randomness here.</param>
public sealed class ArchiveCatalog(
    IObjectStore store, IDataFileEncoder encoder, TimeProvider time, Func<Guid> newId, IOptions<ArchiveOptions> options, ILogger<ArchiveCatalog> logger) : IArchiveCatalog
{
    // Bounded by the number of tables; each keeps what it last read.
    private readonly ConcurrentDictionary<StreamName, ArchiveTable> _tables = new();

    private string FolderPrefix => options.Value.KeyPrefix;

    public async Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken)
    {
        var streams = new List<StreamName>();
        string? after = null;
        while (await FindFolderAsync(after, cancellationToken) is { } folder)
        {
            if (StreamName.IsValid(folder) && await store.HeadAsync($"{FolderPrefix}{folder}/{TablePaths.PointerName}", cancellationToken) is not null) streams.Add(new(folder));
            // '0' is the character after '/': this skips the rest of the folder.
            after = $"{FolderPrefix}{folder}0";
        }
        return streams;
    }

    public async Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(stream, out var known)) return await known.ExistsAsync(cancellationToken) ? known : null;
        var table = NewTable(stream);
        return await table.ExistsAsync(cancellationToken) ? _tables.GetOrAdd(stream, table) : null;
    }

    public async Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var table = _tables.GetOrAdd(stream, NewTable);
        await table.CreateAsync(cancellationToken);
        return table;
    }

    private ArchiveTable NewTable(StreamName stream) => new(stream, store, encoder, $"{FolderPrefix}{stream}", time, newId, options.Value, logger);

    private async Task<string?> FindFolderAsync(string? after, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(FolderPrefix, after, cancellationToken))
        {
            var end = found.Key.IndexOf('/', FolderPrefix.Length);
            if (end > 0) return found.Key[FolderPrefix.Length..end];
        }
        return null;
    }
}
