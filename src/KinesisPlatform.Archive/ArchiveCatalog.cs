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
            if (StreamName.IsValid(folder) && await HasTableAsync(new(folder), cancellationToken)) streams.Add(new(folder));
            // '0' is the character after '/': this skips the rest of the folder.
            after = $"{FolderPrefix}{folder}0";
        }
        return streams;
    }

    public async Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(stream, out var known)) return await known.ExistsAsync(cancellationToken) ? known : null;
        if (await FindLocationAsync(stream, cancellationToken) is not { } location) return null;
        var table = NewTable(stream, location);
        return await table.ExistsAsync(cancellationToken) ? _tables.GetOrAdd(stream, table) : null;
    }

    public async Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (!_tables.TryGetValue(stream, out var table)) table = NewTable(stream, await LocateAsync(stream, cancellationToken));
        try
        {
            await table.CreateAsync(cancellationToken);
        }
        catch (PlatformException exception) when (exception.Kind == FailureKind.Conflict && table.Location == HomeOf(stream))
        {
            // Perhaps the table was placed elsewhere meanwhile; a second conflict is another.
            table = NewTable(stream, await LocateAsync(stream, cancellationToken));
            await table.CreateAsync(cancellationToken);
        }
        return _tables.GetOrAdd(stream, table);
    }

    public async Task<string> LocateAsync(StreamName stream, CancellationToken cancellationToken) => await FindLocationAsync(stream, cancellationToken) ?? HomeOf(stream);

    public async Task PlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken)
    {
        var wanted = Require(stream, prefix);
        if (await FindLocationAsync(stream, cancellationToken) is not { } location)
        {
            // The archive's own folder needs no redirect, and a table may not come to be at all.
            if (wanted == HomeOf(stream)) return;
            await store.PutAsync(PointerOf(HomeOf(stream)), new TableRedirect(wanted).Serialize(), new PutCondition.IfAbsent(), cancellationToken);
            // Also after a lost response: what is there now decides.
            location = await LocateAsync(stream, cancellationToken);
        }
        RequireSame(stream, location, wanted);
    }

    public async Task CheckPlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken)
    {
        var wanted = Require(stream, prefix);
        if (await FindLocationAsync(stream, cancellationToken) is { } location) RequireSame(stream, location, wanted);
    }

    /// <returns>Where the table is wanted.</returns>
    private string Require(StreamName stream, string prefix)
    {
        if (TablePlace.Problem(prefix, options.Value) is { } problem) throw new PlatformException(FailureKind.Invalid, problem);
        return prefix.Length == 0 ? stream.Value : $"{prefix}/{stream}";
    }

    private void RequireSame(StreamName stream, string location, string wanted)
    {
        if (location != wanted)
            throw new PlatformException(FailureKind.Conflict,
                $"The table of stream {stream} has its place already, s3://{store.Bucket}/{location}, and cannot be moved to {wanted}: readers hold URLs of its files. Leave its prefix as it is.");
    }

    private ArchiveTable NewTable(StreamName stream, string location) => new(stream, store, encoder, location, time, newId, options.Value, logger);

    private string HomeOf(StreamName stream) => $"{FolderPrefix}{stream}";

    private static string PointerOf(string location) => $"{location}/{TablePaths.PointerName}";

    private async Task<bool> HasTableAsync(StreamName stream, CancellationToken cancellationToken) =>
        await FindLocationAsync(stream, cancellationToken) is { } location
        && (location == HomeOf(stream) || await store.HeadAsync(PointerOf(location), cancellationToken) is not null);

    /// <returns>Null while nothing has decided it: there is no table, and no redirect.</returns>
    private async Task<string?> FindLocationAsync(StreamName stream, CancellationToken cancellationToken) =>
        await store.GetAsync(PointerOf(HomeOf(stream)), null, cancellationToken) is { } stored ? TableRedirect.Find(stored.Content.Span) ?? HomeOf(stream) : null;

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
