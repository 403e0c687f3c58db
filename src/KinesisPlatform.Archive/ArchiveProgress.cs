namespace KinesisPlatform.Archive;

/// <summary>How far an archive is towards holding everything that arrived before a time.</summary>
/// <param name="Table">Null while the stream has none.</param>
/// <param name="Version">What was looked at; null without a table.</param>
/// <param name="Behind">The shards of which something that arrived before is not in it.</param>
/// <param name="IsFlushed">Its archivers were asked for what was not there.</param>
public sealed record ArchiveProgress(IArchiveTable? Table, TableVersion? Version, IReadOnlyList<ShardId> Behind, bool IsFlushed)
{
    public bool IsComplete => Behind.Count == 0;
}
