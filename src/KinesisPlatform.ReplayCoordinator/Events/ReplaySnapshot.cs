using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>A replay as it was at one look.</summary>
internal sealed record ReplaySnapshot(ReplayJob Job, ReplayView View);
