namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The job document <c>_replays/{id}.json</c>, changed by conditional put only.</summary>
/// <param name="Id">Orders as the jobs were requested.</param>
/// <param name="TraceParent">W3C trace context of the request, so that work that is resumed later stays in its trace.</param>
internal sealed record ReplayJob(string Id, ReplaySpec Spec, DateTimeOffset RequestedAt, string? TraceParent)
{
    public const int FormatVersionCurrent = 1;

    public int FormatVersion { get; init; } = FormatVersionCurrent;

    public ReplayState State { get; init; } = ReplayState.Planning;

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Records that the plan will read; null while planning.</summary>
    public long? Planned { get; init; }

    /// <summary>Numbers of the parts that have sent their last record.</summary>
    public IReadOnlyList<int> PartsDone { get; init; } = [];

    /// <summary>Totals, once the job is finished; before that they are in the parts' documents.</summary>
    public ReplayCounts? Counts { get; init; }

    /// <summary>Why the job failed and what to do.</summary>
    public string? Error { get; init; }

    public bool IsFinished => State is ReplayState.Cancelled or ReplayState.Failed or ReplayState.Done;
}
