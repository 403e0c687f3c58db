namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <inheritdoc cref="ReplayCounts"/>
/// <param name="Planned">Records of the archive within the bounds, before compaction and filter, told from its metadata alone; null while that is not known, and for a caller who does not see all of them.</param>
internal sealed record ReplayCountsView(long? Planned, long Scanned, long Sent, long DeadLettered, long SentBytes)
{
    public static ReplayCountsView Of(long? planned, ReplayCounts counts) => new(planned, counts.Scanned, counts.Sent, counts.DeadLettered, counts.SentBytes);
}
