using KinesisPlatform.ReplayCoordinator.Parts;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>What a replay reads, decided once, from the archive's metadata alone; the document <c>_replay-plans/{id}.json</c> never changes.</summary>
/// <param name="Version">The pinned version of the archive's table.</param>
internal sealed record ReplayPlan(
    string ReplayId, long Version, DateTimeOffset PlannedAt, IReadOnlyList<PlannedShard> Shards, IReadOnlyList<PlannedPart> Parts)
{
    public const int FormatVersionCurrent = 2;

    public int FormatVersion { get; init; } = FormatVersionCurrent;

    /// <summary>How the records are spread over time, ascending: what tells how far a part is.</summary>
    public IReadOnlyList<TimelinePoint> Timeline { get; init; } = [];

    /// <summary>Records within the bounds, about.</summary>
    public long RecordCount => Parts.Sum(p => p.RecordCount);

    /// <summary>The tag that keeps the version's files while the replay needs them.</summary>
    public static string TagOf(string replayId) => $"replay-{replayId}";

    /// <summary>Parts that may run now, given those that are done.</summary>
    public IEnumerable<PlannedPart> Runnable(IReadOnlyCollection<int> done) =>
        Parts.Where(p => !done.Contains(p.Number) && p.After.All(done.Contains));

    public bool IsDone(IReadOnlyCollection<int> done) => Parts.All(p => done.Contains(p.Number));

    /// <summary>How much of a part is behind it, 0 to 1, by its position in the archive: nobody counts beforehand what a condition will select.</summary>
    public double FractionOf(PlannedPart part, ReplayPart document)
    {
        if (document.IsDone) return 1;
        if (document.Position is not { } position) return 0;
        if (part.LettersOfPart is not null) return part.RecordCount == 0 ? 0 : Math.Min(1, (double)document.Counts.Scanned / part.RecordCount);
        var share = Timeline.LastOrDefault(p => p.UpTo <= position.ArrivedAt)?.Share ?? 0;
        if (part.ShardId is not null || Shards.Count == 0) return share;
        // Shard after shard.
        var before = Shards.Count(s => string.CompareOrdinal(s.Id, position.ShardId) < 0);
        return (before + share) / Shards.Count;
    }
}
