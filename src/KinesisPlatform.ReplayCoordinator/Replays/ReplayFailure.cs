namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Why an attempt at a replay ended.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Part">Null where planning failed.</param>
/// <param name="Reason">What happened and what to do.</param>
internal sealed record ReplayFailure(int Attempt, DateTimeOffset At, int? Part, string Reason);
