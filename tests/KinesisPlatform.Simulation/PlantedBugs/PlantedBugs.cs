namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Every planted bug, by name.</summary>
internal static class PlantedBugs
{
    private static readonly IReadOnlyList<PlantedBug> All =
    [
        new SkippedCheckpointPrecondition(), new LostResponseTakenForLostCommit(), new ExpiringCheckpoints(), new SplitAggregate(), new SweepWithoutFloor(), new CommitBeforeUpload(),
        new IgnoredPrecondition(), new ChildBeforeParent(), new DroppedLastOfAggregate(), new OrphanDeletedTooEarly(), new RetryWithoutReload(), new LeaseWithoutFencing(),
    ];

    public static IEnumerable<string> Names => All.Select(bug => bug.Name);

    /// <exception cref="ArgumentException">No such bug.</exception>
    public static PlantedBug? Find(string? name) => name is null ? null : All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug '{name}'; --bugs lists them.");
}
