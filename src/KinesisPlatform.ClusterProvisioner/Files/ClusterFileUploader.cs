using KinesisPlatform.Archive;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>Finds the tables that a cluster is to see, and puts its files into the bucket: one PUT each, which does nothing where the file is there.</summary>
internal sealed class ClusterFileUploader(IArchiveCatalog catalog, IObjectStore store, ClusterPlace place)
{
    public ClusterFileSet Compose(ClusterSettings settings, IReadOnlyList<ArchivedTable> tables) => ClusterFileSet.Of(settings, tables, place);

    /// <summary>The archived streams that the settings name, in order. Costs a LIST and up to three small requests for each stream of the archive.</summary>
    public async Task<IReadOnlyList<ArchivedTable>> FindTablesAsync(ClusterSettings settings, CancellationToken cancellationToken)
    {
        var tables = new List<ArchivedTable>();
        foreach (var stream in (await catalog.ListAsync(cancellationToken)).Where(stream => settings.Streams.Any(pattern => Matches(pattern, stream.Value))).OrderBy(stream => stream.Value, StringComparer.Ordinal))
            tables.Add(new(stream, await catalog.LocateAsync(stream, cancellationToken), HiveNames.Of(stream)));
        return tables;
    }

    public async Task UploadAsync(IEnumerable<ClusterFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files.DistinctBy(file => file.KeyBelow(place.Files)))
            await store.PutAsync(file.KeyBelow(place.Files), file.Bytes, new PutCondition.IfAbsent(), cancellationToken);
    }

    private static bool Matches(string pattern, string stream) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, stream, ignoreCase: false);
}
