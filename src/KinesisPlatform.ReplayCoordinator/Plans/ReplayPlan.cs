namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>What a replay reads, decided once; the document <c>_replay-plans/{id}.json</c> never changes.</summary>
/// <param name="Version">The pinned version of the archive's table.</param>
internal sealed record ReplayPlan(
    string ReplayId, long Version, DateTimeOffset PlannedAt, IReadOnlyList<PlannedShard> Shards, IReadOnlyList<PlannedPart> Parts)
{
    public const int FormatVersionCurrent = 1;

    public int FormatVersion { get; init; } = FormatVersionCurrent;

    /// <summary>The tag that keeps the version's files while the replay needs them.</summary>
    public static string TagOf(string replayId) => $"replay-{replayId}";

    /// <summary>Parts that may run now, given those that are done.</summary>
    public IEnumerable<PlannedPart> Runnable(IReadOnlyCollection<int> done) =>
        Parts.Where(p => !done.Contains(p.Number) && p.After.All(done.Contains));

    public bool IsDone(IReadOnlyCollection<int> done) => Parts.All(p => done.Contains(p.Number));
}
