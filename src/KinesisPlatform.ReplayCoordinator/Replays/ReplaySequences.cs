namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="From">Sequence number, inclusive; null from the shard's beginning.</param>
/// <param name="To">Sequence number, exclusive; null to the shard's end in the pinned version.</param>
internal sealed record ReplaySequences(string? From, string? To);
