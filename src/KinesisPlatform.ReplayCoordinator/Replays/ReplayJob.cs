namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The job document <c>_replays/{id}.json</c>, changed by conditional put only.</summary>
/// <param name="Id">Orders as the jobs were requested.</param>
/// <param name="TraceParent">W3C trace context of the request, so that work that is resumed later stays in its trace.</param>
internal sealed record ReplayJob(string Id, ReplaySpec Spec, DateTimeOffset RequestedAt, string? TraceParent)
{
    public const int FormatVersionCurrent = 2;

    /// <summary>Changes kept; a job that is paused and resumed for ever must not grow for ever.</summary>
    private const int ChangesMax = 100;

    public int FormatVersion { get; init; } = FormatVersionCurrent;

    public ReplayState State { get; init; } = ReplayState.Planning;

    /// <summary>The last of its states, in order; the last one is <see cref="State"/>.</summary>
    public IReadOnlyList<ReplayChange> Changes { get; init; } = [new(1, ReplayState.Planning, RequestedAt)];

    /// <summary>As it is now: the request's may have been changed since.</summary>
    public ReplayPace? Pace { get; init; } = Spec.Pace;

    /// <summary>Null until the first record is ready, and where the pace has no speed.</summary>
    public ReplayClock? Clock { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Records within the bounds, by the archive's metadata; null while planning.</summary>
    public long? Planned { get; init; }

    /// <summary>Numbers of the parts that have sent their last record.</summary>
    public IReadOnlyList<int> PartsDone { get; init; } = [];

    /// <summary>Totals, once the job is finished; before that they are in the parts' documents.</summary>
    public ReplayCounts? Counts { get; init; }

    /// <summary>Why the job failed and what to do.</summary>
    public string? Error { get; init; }

    /// <summary>From 1: each resumption of a failed replay is another one.</summary>
    public int Attempt
    {
        get;
        // An earlier version's document has none.
        init => field = Math.Max(1, value);
    } = 1;

    /// <summary>The last ones of all attempts, in order.</summary>
    public IReadOnlyList<ReplayFailure> Failures
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Until when a failed replay stays pinned and may be resumed, exclusive; null where it has not failed, or is given up.</summary>
    public DateTimeOffset? ResumableUntil { get; init; }

    /// <summary>Nothing of it goes on by itself.</summary>
    public bool IsFinished => State is ReplayState.Cancelled or ReplayState.Failed or ReplayState.Done;

    /// <summary>Nobody can have it go on.</summary>
    public bool IsFinal => IsFinished && ResumableUntil is null;

    /// <summary>Where its clock stands now is written down, to go on from there.</summary>
    public ReplayJob StopClock(DateTimeOffset now) =>
        State == ReplayState.Running ? this with { Clock = this is { Clock: { } clock, Pace.Speed: { } speed } ? clock.ReadAt(now, speed) : null } : this;

    public ReplayJob To(ReplayState state, DateTimeOffset now) =>
        this with { State = state, Changes = [.. Changes.TakeLast(ChangesMax - 1), new(Changes[^1].Number + 1, state, now)] };
}
