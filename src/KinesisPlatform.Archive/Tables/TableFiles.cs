using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Reads and writes a table's metadata objects; those that never change are cached.</summary>
internal sealed class TableFiles(IObjectStore store, TablePaths paths, int cachedFileCountMax)
{
    private static readonly PutCondition Unconditional = new PutCondition.None();

    private readonly ImmutableFileCache _cache = new(cachedFileCountMax);

    public TablePaths Paths => paths;

    /// <returns>Null when there is no table.</returns>
    public async Task<(TablePointer Pointer, ETag ETag)?> FindPointerAsync(CancellationToken cancellationToken) =>
        await store.GetAsync(paths.Pointer, null, cancellationToken) is { } stored
            ? (ParsePointer(stored.Content), stored.ETag)
            : null;

    /// <returns>Null when <paramref name="condition"/> did not hold, or held for an earlier try of the same put.</returns>
    public Task<ETag?> PutPointerAsync(TablePointer pointer, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutAsync(paths.Pointer, pointer.Serialize(), condition, cancellationToken);

    public Task<TableMetadata> ReadMetadataAsync(string key, CancellationToken cancellationToken) => ReadAsync(key, content => TableMetadata.Parse(content.Span), cancellationToken);

    public async Task WriteMetadataAsync(string key, TableMetadata metadata, CancellationToken cancellationToken)
    {
        await store.PutAsync(key, metadata.Serialize(), Unconditional, cancellationToken);
        _cache.Add(key, metadata);
    }

    /// <summary>For readers that find a table's newest metadata by its path. Two winners may write them in either order: readers of ours never use them.</summary>
    public async Task WriteHintAsync(long version, TableMetadata metadata, CancellationToken cancellationToken)
    {
        await store.PutAsync(paths.MetadataCopy(version), metadata.Serialize(), Unconditional, cancellationToken);
        await store.PutAsync(paths.VersionHint, System.Text.Encoding.ASCII.GetBytes($"{version}"), Unconditional, cancellationToken);
    }

    public Task<IReadOnlyList<ManifestFile>> ReadManifestListAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        ReadAsync(paths.KeyOf(snapshot.ManifestList), ManifestListCodec.Read, cancellationToken);

    /// <returns>The manifest list's URL.</returns>
    public async Task<string> WriteManifestListAsync(Guid id, long snapshotId, long? parentSnapshotId, long sequenceNumber, IReadOnlyList<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var key = paths.Metadata($"snap-{snapshotId}-1-{id:N}.avro");
        await store.PutAsync(key, ManifestListCodec.Write(snapshotId, parentSnapshotId, sequenceNumber, manifests), Unconditional, cancellationToken);
        _cache.Add(key, manifests);
        return paths.UrlOf(key);
    }

    public Task<IReadOnlyList<ManifestEntry>> ReadManifestAsync(ManifestFile manifest, CancellationToken cancellationToken) =>
        ReadAsync(paths.KeyOf(manifest.Path), content => ManifestCodec.Read(content, manifest), cancellationToken);

    /// <returns>The manifest, to be put into a snapshot by <see cref="ManifestFile.At"/>.</returns>
    public async Task<ManifestFile> WriteManifestAsync(Guid id, long snapshotId, TableSchema schema, IReadOnlyCollection<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var key = paths.Metadata($"{id:N}-m0.avro");
        var content = ManifestCodec.Write(entries, schema);
        await store.PutAsync(key, content, Unconditional, cancellationToken);
        return ManifestFile.Of(paths.UrlOf(key), content.Length, snapshotId, entries);
    }

    /// <returns>The data file's URL.</returns>
    public async Task<string> UploadDataFileAsync(Guid id, int hour, string path, CancellationToken cancellationToken)
    {
        var key = paths.DataFile(id, hour);
        await store.PutFileAsync(key, path, cancellationToken);
        return paths.UrlOf(key);
    }

    private TablePointer ParsePointer(ReadOnlyMemory<byte> content) => TableRedirect.Find(content.Span) is { } elsewhere
        ? throw new PlatformException(FailureKind.Conflict, $"The table of {paths.Url} was placed at {paths.UrlOf(elsewhere)} meanwhile: open it again.")
        : Parse(paths.Pointer, () => TablePointer.Parse(content.Span));

    private async Task<T> ReadAsync<T>(string key, Func<ReadOnlyMemory<byte>, T> parse, CancellationToken cancellationToken) where T : class
    {
        if (_cache.Find<T>(key) is { } cached) return cached;
        var stored = await store.GetAsync(key, null, cancellationToken)
            ?? throw new PlatformException(FailureKind.Data, $"The table {paths.Url} refers to {key}, which is not there: it was deleted by something other than the platform. Restore it from the bucket's versions or a backup.");
        var value = Parse(key, () => parse(stored.Content));
        _cache.Add(key, value);
        return value;
    }

    private T Parse<T>(string key, Func<T> parse)
    {
        try { return parse(); }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidCastException or InvalidDataException or OverflowException)
        {
            throw new PlatformException(FailureKind.Data, $"{key} of the table {paths.Url} cannot be read: it was not written by the platform, or is damaged.", exception);
        }
    }
}
