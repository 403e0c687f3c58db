using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Reads and writes a table's metadata objects; those that never change are cached.</summary>
internal sealed class TableFiles(IObjectStore store, TablePaths paths, long cachedBytesMax)
{
    private static readonly PutCondition Unconditional = new PutCondition.None();

    // So many others commit and write theirs between two attempts at most: they are later, and theirs is the better hint.
    private const int HintAttemptsMax = 5;

    private readonly ImmutableFileCache _cache = new(cachedBytesMax);
    private ETag? _hint;

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

    /// <param name="content">The metadata as JSON.</param>
    public async Task WriteMetadataAsync(string key, TableMetadata metadata, byte[] content, CancellationToken cancellationToken)
    {
        await store.PutAsync(key, content, Unconditional, cancellationToken);
        _cache.Add(key, metadata, content.Length);
    }

    /// <summary>For readers that find a table's newest metadata by its path; readers of ours never use them. A winner that slept does not set the hint back to its own version.</summary>
    public async Task WriteHintAsync(long version, byte[] metadata, CancellationToken cancellationToken)
    {
        await store.PutAsync(paths.MetadataCopy(version), metadata, Unconditional, cancellationToken);
        for (var attempt = 0; attempt < HintAttemptsMax; attempt++)
        {
            PutCondition condition = _hint is { } known ? new PutCondition.IfMatch(known) : new PutCondition.IfAbsent();
            if ((_hint = await store.PutAsync(paths.VersionHint, Encoding.ASCII.GetBytes($"{version}"), condition, cancellationToken)) is not null) return;
            // Another archiver's, or what this process has not read yet.
            var found = await store.GetAsync(paths.VersionHint, null, cancellationToken);
            _hint = found?.ETag;
            if (VersionOf(found) >= version) return;
        }
    }

    /// <returns>0 when there is none.</returns>
    public async Task<long> ReadHintAsync(CancellationToken cancellationToken) => VersionOf(await store.GetAsync(paths.VersionHint, null, cancellationToken));

    public Task<IReadOnlyList<ManifestFile>> ReadManifestListAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        ReadAsync(paths.KeyOf(snapshot.ManifestList), ManifestListCodec.Read, cancellationToken);

    /// <returns>The manifest list's URL.</returns>
    public async Task<string> WriteManifestListAsync(Guid id, long snapshotId, long? parentSnapshotId, long sequenceNumber, IReadOnlyList<ManifestFile> manifests, CancellationToken cancellationToken)
    {
        var key = paths.Metadata($"snap-{snapshotId}-1-{id:N}.avro");
        var content = ManifestListCodec.Write(snapshotId, parentSnapshotId, sequenceNumber, manifests);
        await store.PutAsync(key, content, Unconditional, cancellationToken);
        _cache.Add(key, manifests, content.Length);
        return paths.UrlOf(key);
    }

    /// <returns>The entries with the numbers they inherit.</returns>
    public async Task<IReadOnlyList<ManifestEntry>> ReadManifestAsync(ManifestFile manifest, CancellationToken cancellationToken)
    {
        var entries = await ReadAsync(paths.KeyOf(manifest.Path), ManifestCodec.Read, cancellationToken);
        return manifest.AddedFileCount == 0 ? entries : [.. entries.Select(entry => entry.At(manifest.SequenceNumber))];
    }

    /// <summary>The URLs of a manifest's live files, without keeping anything in memory.</summary>
    public async Task<IReadOnlyList<string>> ReadLivePathsAsync(ManifestFile manifest, CancellationToken cancellationToken)
    {
        var key = paths.KeyOf(manifest.Path);
        var content = await GetAsync(key, cancellationToken);
        return Parse(key, () => ManifestCodec.ReadLivePaths(content));
    }

    /// <returns>The manifest, to be put into a snapshot by <see cref="ManifestFile.At"/>.</returns>
    public async Task<ManifestFile> WriteManifestAsync(Guid id, long snapshotId, TableSchema schema, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var key = paths.Metadata($"{id:N}-m0.avro");
        var content = ManifestCodec.Write(entries, schema);
        await store.PutAsync(key, content, Unconditional, cancellationToken);
        // The commit that merges it is most often this process' own.
        _cache.Add(key, entries, content.Length);
        return ManifestFile.Of(paths.UrlOf(key), content.Length, snapshotId, entries);
    }

    /// <returns>The data file's URL.</returns>
    public async Task<string> UploadDataFileAsync(Guid id, int hour, string path, CancellationToken cancellationToken)
    {
        var key = paths.DataFile(id, hour);
        await store.PutFileAsync(key, path, cancellationToken);
        return paths.UrlOf(key);
    }

    private static long VersionOf(StoredObject? hint) =>
        hint is not null && long.TryParse(hint.Content.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private TablePointer ParsePointer(ReadOnlyMemory<byte> content) => TableRedirect.Find(content.Span) is { } elsewhere
        ? throw new PlatformException(FailureKind.Conflict, $"The table of {paths.Url} was placed at {paths.UrlOf(elsewhere)} meanwhile: open it again.")
        : Parse(paths.Pointer, () => TablePointer.Parse(content.Span));

    private async Task<T> ReadAsync<T>(string key, Func<ReadOnlyMemory<byte>, T> parse, CancellationToken cancellationToken) where T : class
    {
        if (_cache.Find<T>(key) is { } cached) return cached;
        var content = await GetAsync(key, cancellationToken);
        var value = Parse(key, () => parse(content));
        _cache.Add(key, value, content.Length);
        return value;
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(string key, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(key, null, cancellationToken)
            ?? throw new PlatformException(FailureKind.Data, $"The table {paths.Url} refers to {key}, which is not there: it was deleted by something other than the platform. Restore it from the bucket's versions or a backup.");
        return stored.Content;
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
