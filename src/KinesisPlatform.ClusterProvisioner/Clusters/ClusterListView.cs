using KinesisPlatform.ClusterProvisioner.Orphans;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <param name="Clusters">The newest first.</param>
/// <param name="Orphans">Clusters that EMR runs for this archive and nobody asked this service for.</param>
internal sealed record ClusterListView(IReadOnlyList<ClusterView> Clusters, IReadOnlyList<Orphan> Orphans, string? Next);
