namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a caller may ask of a replay that was requested. Pure: each gives the changed job, or null where it is so already.</summary>
internal static class ReplayControl
{
    /// <exception cref="PlatformException">Conflict: the replay cannot be paused any more.</exception>
    public static ReplayJob? Pause(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Paused => null,
        ReplayState.Planning or ReplayState.Running => StopClock(job, now).To(ReplayState.Paused, now),
        _ => throw Refuse(job, "pause"),
    };

    /// <exception cref="PlatformException">Conflict: the replay is not paused and does not run.</exception>
    public static ReplayJob? Resume(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Planning or ReplayState.Running => null,
        ReplayState.Paused => (job with { Clock = job.Clock is { } clock ? clock with { At = now } : null }).To(job.StartedAt is null ? ReplayState.Planning : ReplayState.Running, now),
        _ => throw Refuse(job, "resume"),
    };

    /// <exception cref="PlatformException">Conflict: the replay has ended otherwise.</exception>
    public static ReplayJob? Cancel(ReplayJob job, DateTimeOffset now) => job.State switch
    {
        ReplayState.Cancelling or ReplayState.Cancelled => null,
        ReplayState.Planning or ReplayState.Running or ReplayState.Paused => job.To(ReplayState.Cancelling, now),
        _ => throw Refuse(job, "cancel"),
    };

    /// <exception cref="PlatformException">Conflict: the replay is at its end. Invalid: it cannot have a speed.</exception>
    public static ReplayJob? ChangePace(ReplayJob job, ReplayPace? pace, DateTimeOffset now)
    {
        if (job.IsFinished || job.State == ReplayState.Cancelling) throw Refuse(job, "change the pace of");
        if (pace?.Speed is not null && job.Spec.Compact is not null) throw new PlatformException(FailureKind.Invalid, ReplayPaceReader.SpeedOfCompacted);
        if (pace == job.Pace) return null;
        // From here on at the new speed, not as if it had been so from the beginning.
        var changed = (job.State == ReplayState.Paused ? job : StopClock(job, now)) with { Pace = pace };
        return pace?.Speed is null ? changed with { Clock = null } : changed;
    }

    /// <summary>Where the replay's clock stands now is written down, to go on from there.</summary>
    private static ReplayJob StopClock(ReplayJob job, DateTimeOffset now) => job with { Clock = job is { Clock: { } clock, Pace.Speed: { } speed } ? clock.ReadAt(now, speed) : null };

    private static PlatformException Refuse(ReplayJob job, string what) =>
        new(FailureKind.Conflict, $"Replay {job.Id} is {job.State.ToString().ToLowerInvariant()}: there is nothing to {what}.");
}
