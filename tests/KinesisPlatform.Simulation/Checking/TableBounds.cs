using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>What must not grow with the number of commits.</summary>
internal sealed class TableBounds(ArchiveOptions options)
{
    // How many snapshots and manifests may be between a bound and the commit that keeps to it.
    private const int Slack = 2;

    public void Check(TableMetadata metadata, SnapshotFiles files, Action<string, string> fail)
    {
        var snapshots = options.SnapshotCountMax + metadata.Refs.Count + Slack;
        if (metadata.Snapshots.Count > snapshots) fail("metadata is bounded", $"{metadata.Snapshots.Count} snapshots, more than {snapshots}.");
        if (metadata.MetadataLog.Count > options.MetadataLogLengthMax) fail("metadata is bounded", $"{metadata.MetadataLog.Count} entries in the metadata log, more than {options.MetadataLogLengthMax}.");
        var tiers = (int)Math.Log(Math.Max(1, files.FileCount), options.ManifestMergeCount) + Slack;
        var manifests = options.ManifestMergeCount * tiers + files.FullManifestCount(options.ManifestBytesTarget);
        if (files.ManifestCount > manifests) fail("metadata is bounded", $"{files.ManifestCount} manifests of {files.FileCount} files, more than {manifests}.");
    }
}
