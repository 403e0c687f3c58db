using KinesisPlatform.ReplayCoordinator.DeadLetters;

namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <summary>What <c>POST /replays/preview</c> answers.</summary>
/// <param name="Records">The first ones, as they would be put; only <c>_replay.id</c> is made up.</param>
/// <param name="DeadLetters">Those among the first that could not be annotated.</param>
/// <param name="Estimate">Null for a caller who does not see every record: it would tell of the rest.</param>
/// <param name="IsComplete">False: the time for a preview was over before so many were found.</param>
internal sealed record PreviewView(
    IReadOnlyList<PreviewRecord> Records, IReadOnlyList<DeadLetter> DeadLetters, bool IsComplete, PreviewEstimate? Estimate, IReadOnlyList<string> Notes);
