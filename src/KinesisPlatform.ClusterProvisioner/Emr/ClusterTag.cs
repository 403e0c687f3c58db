namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <param name="IsOurs">Whether it is a cluster of this archive.</param>
/// <param name="ClusterId">Its document's id.</param>
internal readonly record struct ClusterTag(bool IsOurs, string? ClusterId);
