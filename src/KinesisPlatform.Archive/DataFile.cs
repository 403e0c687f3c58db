namespace KinesisPlatform.Archive;

/// <summary>One Parquet file of a snapshot, with the bounds that planners prune by (inclusive; null when unknown).</summary>
/// <param name="Key">The object's key within the bucket.</param>
public sealed record DataFile(
    string Key, long LengthBytes, long RecordCount,
    DateTimeOffset? ArrivedFrom, DateTimeOffset? ArrivedTo, string? ShardIdFrom, string? ShardIdTo);
