namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <param name="Role">primary, core or task.</param>
/// <param name="Market">onDemand or spot.</param>
internal sealed record InstanceView(string? Ec2Id, string Role, string? Type, string Market, string? State, string? PrivateDnsName, DateTimeOffset? CreatedAt, DateTimeOffset? EndedAt);
