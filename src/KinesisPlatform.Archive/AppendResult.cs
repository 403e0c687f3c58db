namespace KinesisPlatform.Archive;

/// <summary>What became of a commit.</summary>
/// <param name="Version">The table as it is after the commit (or as found, when every shard was rejected).</param>
/// <param name="Committed">Shards whose records and checkpoint are in the table now, once.</param>
/// <param name="Rejected">Shards that another writer had advanced: the writer reloads their checkpoints and starts again from there.</param>
public sealed record AppendResult(TableVersion Version, IReadOnlyList<ShardId> Committed, IReadOnlyList<ShardId> Rejected);
