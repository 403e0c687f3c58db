namespace KinesisPlatform.Contracts;

/// <summary>Command to the cluster-provisioner: look after the cluster whose document has this id, which was requested or is to end. Idempotent.</summary>
public sealed record LaunchCluster(string ClusterId);
