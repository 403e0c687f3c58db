namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Records of a replay, or of one of its parts.</summary>
/// <param name="Scanned">Read from the archive after compaction and filter: sent, left out or dead-lettered.</param>
/// <param name="Sent">Acknowledged by the target; of a dry run, what would have been sent.</param>
/// <param name="DeadLettered">Could not be annotated, or were refused for good.</param>
/// <param name="SentBytes">Payloads as sent, with their partition keys.</param>
internal sealed record ReplayCounts(long Scanned, long Sent, long DeadLettered, long SentBytes = 0)
{
    public static ReplayCounts Zero { get; } = new(0, 0, 0);

    public static ReplayCounts Sum(IEnumerable<ReplayCounts> counts) => counts.Aggregate(Zero, (sum, next) => sum + next);

    public static ReplayCounts operator +(ReplayCounts a, ReplayCounts b) => new(a.Scanned + b.Scanned, a.Sent + b.Sent, a.DeadLettered + b.DeadLettered, a.SentBytes + b.SentBytes);
}
