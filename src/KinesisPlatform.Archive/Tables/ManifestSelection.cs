using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>The manifests of a version, told apart by whether files are to be removed from them.</summary>
/// <param name="Touched">With all their entries.</param>
internal sealed record ManifestSelection(
    IReadOnlyList<ManifestFile> Untouched, IReadOnlyList<(ManifestFile Manifest, IReadOnlyList<ManifestEntry> Entries)> Touched, IReadOnlyList<ManifestEntry> Removed);
