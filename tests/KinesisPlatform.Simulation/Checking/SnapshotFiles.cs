using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>Follows a version's references down to the rows. What never changes is read once.</summary>
internal sealed class SnapshotFiles(SimulatedBucket bucket, TablePaths paths, Action<string, string> fail)
{
    private readonly Dictionary<string, IReadOnlyList<ManifestEntry>> _manifests = [];
    private readonly Dictionary<string, IReadOnlyList<ManifestFile>> _lists = [];
    private long[] _lengths = [];

    /// <summary>Without those that only tell what their snapshot removed: the next one leaves them out.</summary>
    public int ManifestCount { get; private set; }

    public int FullManifestCount(int bytes) => _lengths.Count(length => length >= bytes);

    public int FileCount { get; private set; }

    public TableMetadata? ReadMetadata(string file) => Read(paths.Metadata(file), "the pointer") is { } content ? TableMetadata.Parse(content.Span) : null;

    /// <summary>The data files of a version's current snapshot by key, all of which exist.</summary>
    public IReadOnlyDictionary<string, ManifestEntry> Read(TableMetadata metadata)
    {
        var files = new Dictionary<string, ManifestEntry>();
        if (metadata.CurrentSnapshot is not { } snapshot) return files;
        var manifests = ReadList(snapshot);
        (ManifestCount, _lengths) = (manifests.Count(manifest => manifest.LiveFileCount > 0), [.. manifests.Select(manifest => manifest.LengthBytes)]);
        foreach (var manifest in manifests)
        {
            foreach (var entry in ReadManifest(manifest).Where(entry => entry.IsLive))
            {
                var key = paths.KeyOf(entry.FilePath);
                if (!files.TryAdd(key, entry)) fail("exactly once", $"{key} is in the snapshot twice.");
                if (bucket.Head(key) is not { } found) fail("nothing referenced is missing", $"The data file {key} is not there.");
                else if (found.LengthBytes != entry.File.LengthBytes) fail("every visible snapshot is consistent", $"{key} has {found.LengthBytes} bytes, its entry says {entry.File.LengthBytes}.");
            }
        }
        FileCount = files.Count;
        return files;
    }

    public IReadOnlyList<StreamRecord> ReadRows(string key) => Read(key, "a manifest") is { } content ? RowFile.Read(content) : [];

    /// <summary>Every key that a version refers to: for itself, for time travel and for its pins.</summary>
    public IReadOnlySet<string> References(TablePointer pointer, TableMetadata metadata)
    {
        var keys = new HashSet<string> { paths.Pointer, paths.Metadata(pointer.MetadataFile) };
        foreach (var snapshot in metadata.Snapshots) AddReferences(snapshot, keys);
        foreach (var tag in metadata.Refs.Keys)
        {
            if (PinProperty.Find(metadata, tag) is { } pin) keys.Add(paths.Metadata(pin.MetadataFile));
        }
        return keys;
    }

    private void AddReferences(Snapshot snapshot, HashSet<string> keys)
    {
        if (!keys.Add(paths.KeyOf(snapshot.ManifestList))) return;
        foreach (var manifest in ReadList(snapshot))
        {
            if (!keys.Add(paths.KeyOf(manifest.Path))) continue;
            foreach (var entry in ReadManifest(manifest).Where(entry => entry.IsLive)) keys.Add(paths.KeyOf(entry.FilePath));
        }
    }

    private IReadOnlyList<ManifestFile> ReadList(Snapshot snapshot)
    {
        var key = paths.KeyOf(snapshot.ManifestList);
        if (_lists.TryGetValue(key, out var known)) return known;
        return _lists[key] = Read(key, "a snapshot") is { } content ? ManifestListCodec.Read(content) : [];
    }

    private IReadOnlyList<ManifestEntry> ReadManifest(ManifestFile manifest)
    {
        var key = paths.KeyOf(manifest.Path);
        // A manifest's added entries take their numbers from the list that it is in: the same manifest, tried again, may be in two.
        var name = $"{key} {manifest.SequenceNumber}";
        if (_manifests.TryGetValue(name, out var known)) return known;
        return _manifests[name] = Read(key, "a manifest list") is { } content ? [.. ManifestCodec.Read(content).Select(entry => entry.At(manifest.SequenceNumber))] : [];
    }

    private ReadOnlyMemory<byte>? Read(string key, string referrer)
    {
        if (bucket.Get(key) is { } found) return found.Content;
        fail("nothing referenced is missing", $"{referrer} refers to {key}, which is not there.");
        return null;
    }
}
