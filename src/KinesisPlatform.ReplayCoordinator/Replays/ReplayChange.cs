namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Number">From 1, without gaps: the id of the event that tells of it.</param>
internal sealed record ReplayChange(long Number, ReplayState State, DateTimeOffset At);
