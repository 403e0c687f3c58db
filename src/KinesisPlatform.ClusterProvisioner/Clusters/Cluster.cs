namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>A query cluster that this service answers for.</summary>
/// <param name="Id">The id that EMR gave it.</param>
internal sealed record Cluster(string Id, string Name);
