using KinesisPlatform.Simulation.Replays.Bugs;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Every planted bug of replays, by name.</summary>
internal static class ReplayBugs
{
    private static readonly IReadOnlyList<ReplayBug> All =
    [
        new CheckpointBeforeAcknowledgement(), new ResumptionPastCheckpoint(), new RetriesOutOfOrder(), new BarriersIgnored(), new BoundsForgottenOnResumption(),
        new LettersBehindCheckpoint(), new RefusedRecordsDropped(), new RefusalOfOneTakenForAll(), new AstrayIgnored(), new PinIgnored(), new VersionNotPinned(), new ArchiveNotAwaited(),
        new FailedUnpinned(), new FailedPartsSkipped(),
    ];

    public static IEnumerable<string> Names => All.Select(bug => bug.Name);

    /// <exception cref="ArgumentException">No such bug.</exception>
    public static ReplayBug? Find(string? name) => name is null ? null : All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug '{name}' of replays; --replays --bugs lists them.");
}
