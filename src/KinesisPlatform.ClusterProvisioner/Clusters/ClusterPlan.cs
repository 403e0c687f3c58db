using System.Text.Json.Nodes;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>What a request would do: nothing was written and EMR was not asked.</summary>
/// <param name="Files">Where each file would be, with its text.</param>
/// <param name="RunJobFlow">What EMR would be asked, but for the cluster's id in its tag.</param>
internal sealed record ClusterPlan(bool DryRun, CostEstimate Estimate, ClusterSettings Settings, IReadOnlyDictionary<string, string> Files, JsonObject RunJobFlow);
