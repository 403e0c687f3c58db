using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;

namespace KinesisPlatform.Archive.Sweeping;

/// <summary>
/// The ids of all files that versions of a table refer to: their metadata files, those of the metadata log, of pins and of the floor, and of every snapshot the manifest list,
/// manifests and data files. About 40 bytes a file.
/// </summary>
internal sealed class FileReferences(TableFiles files)
{
    private readonly HashSet<Guid> _ids = [];

    public bool Contains(Guid id) => _ids.Contains(id);

    /// <exception cref="PlatformException">Data: a file that is referred to is not there, or was not written by the platform.</exception>
    public async Task AddAsync(string metadataFile, CancellationToken cancellationToken)
    {
        var metadata = await files.ReadMetadataAsync(files.Paths.Metadata(metadataFile), cancellationToken);
        Add(metadataFile);
        foreach (var entry in metadata.MetadataLog) Add(entry.MetadataFile);
        foreach (var pin in PinProperty.All(metadata)) Add(pin.MetadataFile);
        if (FloorProperty.Read(metadata.Properties) is { } floor) Add(floor.MetadataFile);
        foreach (var snapshot in metadata.Snapshots)
        {
            if (Add(snapshot.ManifestList)) await AddAsync(snapshot, cancellationToken);
        }
    }

    private async Task AddAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var manifest in await files.ReadManifestListAsync(snapshot, cancellationToken))
        {
            if (!Add(manifest.Path)) continue;
            foreach (var path in await files.ReadLivePathsAsync(manifest, cancellationToken)) Add(path);
        }
    }

    /// <returns>Whether the file is new here: what it refers to is then to be looked at.</returns>
    private bool Add(string keyOrUrl) => _ids.Add(TableFileName.IdOf(keyOrUrl)
        ?? throw new PlatformException(FailureKind.Data, $"The table {files.Paths.Url} refers to {keyOrUrl}, which the platform did not write: nothing is swept as long as it does."));
}
