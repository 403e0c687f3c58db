namespace KinesisPlatform.Archive.Iceberg;

internal enum ManifestEntryStatus
{
    Existing = 0,
    Added = 1,
    Deleted = 2,
}
