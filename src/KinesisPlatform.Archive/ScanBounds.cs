namespace KinesisPlatform.Archive;

/// <summary>What a scan is interested in. Pruning is conservative: a planned file may hold other records too.</summary>
/// <param name="From">Arrival, inclusive; null for no bound.</param>
/// <param name="To">Arrival, exclusive; null for no bound.</param>
/// <param name="ShardId">Only this shard; null for all.</param>
public sealed record ScanBounds(DateTimeOffset? From = null, DateTimeOffset? To = null, ShardId? ShardId = null);
