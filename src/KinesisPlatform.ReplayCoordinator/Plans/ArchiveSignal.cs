namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Wakes planners when some archive has a new snapshot. Only a hint: another instance may get the event, and planners look by themselves too.</summary>
internal sealed class ArchiveSignal : Signal;
