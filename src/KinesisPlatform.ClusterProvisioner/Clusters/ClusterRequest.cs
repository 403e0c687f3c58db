using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <param name="Hash">Of what the request says of settings.</param>
internal sealed record ClusterRequest(ClusterSettings Settings, CostEstimate Estimate, string? ClientToken, bool DryRun, string Hash);
