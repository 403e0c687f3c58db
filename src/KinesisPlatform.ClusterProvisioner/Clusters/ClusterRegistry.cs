using System.Collections.Concurrent;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>The clusters that this process knows, by id. Safe for concurrent use.</summary>
internal sealed class ClusterRegistry
{
    private readonly ConcurrentDictionary<string, Cluster> _clusters = new(StringComparer.Ordinal);

    /// <summary>In order of their names.</summary>
    public IReadOnlyList<Cluster> All => [.. _clusters.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];
}
