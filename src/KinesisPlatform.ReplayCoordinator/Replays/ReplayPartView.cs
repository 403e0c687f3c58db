namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Shard">Null for a part of more than one shard.</param>
/// <param name="State"><c>waiting</c> (for parts that hold earlier records of its keys), <c>ready</c>, <c>running</c> or <c>done</c>.</param>
internal sealed record ReplayPartView(int Number, string? Shard, string State, ReplayCountsView Counts);
