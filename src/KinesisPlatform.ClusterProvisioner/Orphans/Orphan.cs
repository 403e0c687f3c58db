namespace KinesisPlatform.ClusterProvisioner.Orphans;

/// <summary>A cluster that EMR runs with this archive's tag, and that no document accounts for.</summary>
/// <param name="ClusterId">The document that its tag names.</param>
/// <param name="Why">What is wrong, and what to do.</param>
internal sealed record Orphan(string EmrId, string? Name, string? ClusterId, string? State, DateTimeOffset? CreatedAt, string Why);
