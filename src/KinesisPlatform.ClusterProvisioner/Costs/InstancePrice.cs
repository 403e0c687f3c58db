namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>Per instance and hour.</summary>
/// <param name="Ec2">On demand.</param>
/// <param name="Emr">On top of it, and of a spot price.</param>
internal sealed record InstancePrice(decimal Ec2 = 0, decimal Emr = 0);
