namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What became of a change to a job.</summary>
/// <param name="Job">The job afterwards; as it was found where there was nothing to change any more.</param>
/// <param name="IsOurs">This call's put made the change: of all that race for it, one. A put whose response was lost is nobody's.</param>
internal sealed record ReplayUpdate(ReplayJob Job, bool IsOurs);
