using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Live;

/// <summary>Where a shard's live records begin, given one version's checkpoints: what a version holds and what the tail adds must meet exactly.</summary>
/// <param name="After">Live records begin after this one (exclusive); null for all of them.</param>
/// <param name="IsNothingLive">The shard is archived to its end.</param>
internal readonly record struct LiveCut(SequenceNumber? After, bool IsNothingLive)
{
    /// <param name="checkpoints">Null when the version is of another incarnation of the stream, or there is none.</param>
    /// <param name="children">The shard's children, as far as they are known.</param>
    /// <param name="hadCheckpoint">An earlier version had a checkpoint of the shard.</param>
    public static LiveCut For(CheckpointMap? checkpoints, ShardId shard, IEnumerable<ShardId> children, bool hadCheckpoint)
    {
        if (checkpoints is null) return default;
        if (checkpoints.Shards.TryGetValue(shard, out var checkpoint)) return new(checkpoint.Last, checkpoint.IsEnded);
        // A shard archived to its end leaves the map once its retention has passed and its children have checkpoints.
        return new(null, hadCheckpoint || children.Any(checkpoints.Shards.ContainsKey));
    }

    public bool Keeps(in StreamRecord record) => !IsNothingLive && (After is not { } after || record.SequenceNumber > after);
}
