using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>The data of an event <c>progress</c>; members as of <see cref="ReplayView"/>.</summary>
internal sealed record ReplayProgressView(
    ReplayState State, double? Percent, double? RecordsPerSecond, double? BytesPerSecond, DateTimeOffset? Eta, ReplayCountsView? Counts, IReadOnlyList<ReplayPartView>? Parts)
{
    public static ReplayProgressView Of(ReplayView view) => new(view.State, view.Percent, view.RecordsPerSecond, view.BytesPerSecond, view.Eta, view.Counts, view.Parts);
}
