namespace KinesisPlatform.Contracts;

/// <summary>Event: EMR runs a cluster with this archive's tag that no document accounts for. Nobody ends it but a user. Published at least once.</summary>
/// <param name="ClusterId">The document's id in its tag; null where it has none.</param>
public sealed record ClusterOrphanFound(string EmrId, string? Name, string? ClusterId, string Why);
