using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>What a commit changes, and what its caller is told when it took effect.</summary>
/// <param name="Metadata">Null when there is nothing to commit.</param>
internal sealed record TableChange<T>(TableMetadata? Metadata, T Outcome);
