namespace KinesisPlatform.ClusterProvisioner.Clusters;

internal sealed record ClusterEndpoint(string Name, string Uri);
