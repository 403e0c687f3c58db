namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <inheritdoc cref="ReplayCounts"/>
/// <param name="Planned">Records that the replay will read; null while that is not known.</param>
internal sealed record ReplayCountsView(long? Planned, long Scanned, long Sent, long DeadLettered);
