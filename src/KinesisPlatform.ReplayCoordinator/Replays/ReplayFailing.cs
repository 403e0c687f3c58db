namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>How a replay fails, and when it is given up. Pure: each gives the changed job, or null where there is nothing to change.</summary>
internal static class ReplayFailing
{
    /// <summary>Failures kept: parts read the document every second.</summary>
    public const int FailuresMax = 20;

    /// <summary>
    /// Ends the attempt; a part that fails while the others stop is listed besides. What began in an earlier attempt says nothing of this one: its cause may be mended. Nor does planning that fails
    /// behind somebody else's that did not.
    /// </summary>
    /// <param name="counts">As of now.</param>
    /// <param name="resumableFor">Null where the failure is final.</param>
    public static ReplayJob? Fail(ReplayJob job, ReplayFailure failure, ReplayCounts counts, TimeSpan? resumableFor)
    {
        if (failure.Attempt != job.Attempt || (failure.Part is null && job.StartedAt is not null)) return null;
        return job.State switch
        {
            ReplayState.Planning or ReplayState.Running or ReplayState.Paused =>
                (List(job, failure).StopClock(failure.At) with { Error = failure.Reason, Counts = counts, FinishedAt = failure.At, ResumableUntil = failure.At + resumableFor }).To(ReplayState.Failed, failure.At),
            ReplayState.Failed when !job.IsFinal && !IsKnown(job, failure) => List(job, failure),
            _ => null,
        };
    }

    /// <summary>Makes a failure final that could be resumed until then at most. Only then is the replay unpinned: whoever resumes it changes the same document.</summary>
    public static ReplayJob? GiveUp(ReplayJob job, DateTimeOffset untilMax) =>
        job is { State: ReplayState.Failed, ResumableUntil: { } until } && until <= untilMax ? job with { ResumableUntil = null } : null;

    private static ReplayJob List(ReplayJob job, ReplayFailure failure) => job with { Failures = [.. job.Failures.TakeLast(FailuresMax - 1), failure] };

    private static bool IsKnown(ReplayJob job, ReplayFailure failure)
    {
        var ofAttempt = job.Failures.Where(f => f.Attempt == failure.Attempt).ToList();
        return ofAttempt.Count == FailuresMax || ofAttempt.Exists(f => f.Part == failure.Part);
    }
}
