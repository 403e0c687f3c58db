namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a caller may ask of a replay that was requested. Pure: each gives the changed job, or null where it is so already.</summary>
internal static class ReplayControl
{
    /// <exception cref="PlatformException">Conflict: the replay cannot be paused any more.</exception>
    public static ReplayJob? Pause(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Paused => null,
        ReplayState.Planning or ReplayState.Running => job.StopClock(now).To(ReplayState.Paused, now),
        _ => throw Refuse(job, "pause"),
    };

    /// <summary>A failed replay keeps its id, and what its parts have sent: it goes on from their checkpoints.</summary>
    /// <exception cref="PlatformException">Conflict: the replay has ended, or failed too long ago.</exception>
    public static ReplayJob? Resume(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Planning or ReplayState.Running => null,
        ReplayState.Paused => GoOn(job, now),
        ReplayState.Failed when job.ResumableUntil > now => GoOn(job with { Attempt = job.Attempt + 1, Error = null, Counts = null, FinishedAt = null, ResumableUntil = null }, now),
        ReplayState.Failed => throw new PlatformException(FailureKind.Conflict, $"Replay {job.Id} failed at {job.FinishedAt:O} and can no longer be resumed: the snapshot that it read is not kept any longer " +
            $"({ReplayOptions.SectionName}:{nameof(ReplayOptions.ResumableFor)}, {nameof(ReplayOptions.ResumableMax)}). Request it again: what it has sent is sent again then, and consumers that go by versions drop it."),
        _ => throw Refuse(job, "resume"),
    };

    /// <exception cref="PlatformException">Conflict: the replay has ended otherwise.</exception>
    public static ReplayJob? Cancel(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Cancelling or ReplayState.Cancelled => null,
        ReplayState.Planning or ReplayState.Running or ReplayState.Paused => job.To(ReplayState.Cancelling, now),
        ReplayState.Failed when !job.IsFinal => (job with { Error = null, Counts = null, FinishedAt = null, ResumableUntil = null }).To(ReplayState.Cancelling, now),
        _ => throw Refuse(job, "cancel"),
    };

    /// <summary>Also of a failed replay, whose pace may be why it failed: it is resumed with the new one.</summary>
    /// <exception cref="PlatformException">Conflict: the replay is at its end. Invalid: it cannot have a speed.</exception>
    public static ReplayJob? ChangePace(ReplayJob job, ReplayPace? pace, DateTimeOffset now)
    {
        if (job.IsFinal || job.State == ReplayState.Cancelling) throw Refuse(job, "change the pace of");
        if (pace?.Speed is not null && job.Spec.Compact is not null) throw new PlatformException(FailureKind.Invalid, ReplayPaceReader.SpeedOfCompacted);
        if (pace == job.Pace) return null;
        // From here on at the new speed, not as if it had been so from the beginning.
        var changed = job.StopClock(now) with { Pace = pace };
        return pace?.Speed is null ? changed with { Clock = null } : changed;
    }

    private static ReplayJob GoOn(ReplayJob job, DateTimeOffset now) =>
        (job with { Clock = job.Clock is { } clock ? clock with { At = now } : null }).To(job.StartedAt is null ? ReplayState.Planning : ReplayState.Running, now);

    private static PlatformException Refuse(ReplayJob job, string what) =>
        new(FailureKind.Conflict, $"Replay {job.Id} is {job.State.ToString().ToLowerInvariant()}: there is nothing to {what}.");
}
