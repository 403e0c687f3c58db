namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Shard">Null for a part of more than one shard.</param>
/// <param name="State"><c>waiting</c> (for parts that hold earlier records of its keys), <c>ready</c>, <c>running</c>, <c>failed</c> (in this attempt) or <c>done</c>.</param>
/// <param name="Percent">0-100, of the archive's records of this part; null for a caller who does not see all of them.</param>
/// <param name="RecordsPerSecond">Sent, now.</param>
internal sealed record ReplayPartView(int Number, string? Shard, string State, double? Percent, double RecordsPerSecond, ReplayCountsView Counts);
