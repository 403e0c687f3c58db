namespace KinesisPlatform.Archive;

/// <summary>All checkpoints and gaps of a table version, for one incarnation of the stream; gaps of earlier incarnations stay in the list.</summary>
/// <param name="Gaps">Oldest first; at most <see cref="ArchiveOptions.GapCountMax"/>, and two for each shard in the map.</param>
public sealed record CheckpointMap(
    StreamIncarnation Incarnation, IReadOnlyDictionary<ShardId, ShardCheckpoint> Shards, IReadOnlyList<ArchiveGap> Gaps)
{
    /// <summary>
    /// The greatest shard that has left the map. Shards are numbered in the order in which they come to be: one up to here that is not in the map is archived to its end and gone
    /// from the stream, and nobody can begin to archive it again.
    /// </summary>
    public ShardId? ForgottenUpTo { get; init; }

    /// <summary>Gaps that are in the list no longer; null when all are.</summary>
    public FoldedGaps? Folded { get; init; }

    /// <summary>All gaps there ever were.</summary>
    public int GapCount => Gaps.Sum(gap => gap.Count) + (Folded?.Count ?? 0);

    /// <summary>Whether a shard was archived to its end, has passed the stream's retention and has left the map.</summary>
    public bool IsForgotten(ShardId shard) => !Shards.ContainsKey(shard) && shard <= ForgottenUpTo;

    /// <summary>
    /// The shards that may leave the map: archived to their end, no longer listed by the stream, their listed children in the map. None as long as a listed shard that is older
    /// than they are is not in the map yet: its first append would be taken for one of a shard already forgotten.
    /// </summary>
    /// <param name="listed">Every shard that the stream lists, with its parents; the stream must be active (one that is being deleted lists none).</param>
    public IReadOnlyList<ShardId> Forgettable(IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed)
    {
        if (listed.Count == 0) return [];
        var unknown = listed.Where(shard => !Shards.ContainsKey(shard.Key)).ToList();
        return [.. Shards.Values.Where(shard => shard.IsEnded && !listed.ContainsKey(shard.ShardId) && !unknown.Any(other => other.Key < shard.ShardId || other.Value.Contains(shard.ShardId)))
            .Select(shard => shard.ShardId).Order()];
    }
}
