namespace KinesisPlatform.Sql.Live;

/// <summary>One shard of a slice.</summary>
internal sealed record LiveShard(ShardId Id, IReadOnlyList<ShardId> Children, bool HadCheckpoint, IReadOnlyList<TailSegment> Segments)
{
    /// <summary>How far it was read; null when nothing was yet.</summary>
    public DateTimeOffset? ReadUpTo { get; init; }

    /// <summary>Read to its end.</summary>
    public bool IsEnded { get; init; }
}
