namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Next">Where the next page is; null on the last.</param>
internal sealed record ReplayListView(IReadOnlyList<ReplayView> Replays, string? Next);
