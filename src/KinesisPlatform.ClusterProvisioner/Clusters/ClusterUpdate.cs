namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <param name="Document">As it is now.</param>
/// <param name="IsOurs">Whether this call changed it; not, where there was nothing to change any more.</param>
internal sealed record ClusterUpdate(ClusterDocument Document, bool IsOurs);
