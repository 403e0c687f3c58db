namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>
/// The one clock of a replay that keeps its records' spacing: all parts, wherever they run, send what arrived at <paramref name="Arrival"/> at <paramref name="At"/>, and everything else as long
/// before or after, divided by the speed. It stands still while the replay is paused, and is set back by a part that cannot keep up, so that nothing is made up for in a burst.
/// </summary>
internal sealed record ReplayClock(DateTimeOffset At, DateTimeOffset Arrival)
{
    public DateTimeOffset DueAt(DateTimeOffset arrivedAt, double speed) => At + (arrivedAt - Arrival) / speed;

    /// <summary>The same clock, read at another time.</summary>
    public ReplayClock ReadAt(DateTimeOffset now, double speed) => new(now, Arrival + (now - At) * speed);
}
