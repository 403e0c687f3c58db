using System.Collections.Concurrent;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>Finds clusters by the tags that they were started with. Lists do not show tags: each cluster is described once, and remembered.</summary>
internal sealed class TaggedClusters(EmrReads emr, ClusterPlace place)
{
    private const int RememberedCountMax = 20_000;

    // EMR stamps a cluster with its own clock.
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, ClusterTag> _known = new(StringComparer.Ordinal);
    private readonly string _deployment = ClusterTags.DeploymentOf(place.Bucket, place.KeyPrefix);

    /// <summary>EMR's ids of the clusters that were started for a document since it was launched, ended ones too.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string clusterId, DateTimeOffset launchedAt, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var summary in emr.ListClustersAsync(launchedAt - ClockSkewMax, [], cancellationToken))
            if (summary.Id is { } id && (await TagOfAsync(id, cancellationToken)).ClusterId == clusterId) found.Add(id);
        return found;
    }

    /// <summary>What a cluster is tagged with, if it is of this archive.</summary>
    public async Task<ClusterTag> TagOfAsync(string emrId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(emrId, out var known)) return known;
        // Lists may be ahead of descriptions: what is not known yet is not remembered.
        if (await emr.DescribeAsync(emrId, cancellationToken) is not { } cluster) return default;
        var tags = cluster.Tags ?? [];
        var isOurs = tags.Any(tag => tag is { Key: ClusterTags.Deployment } && tag.Value == _deployment);
        var tag = new ClusterTag(isOurs, isOurs ? tags.Find(tag => tag.Key == ClusterTags.Cluster)?.Value : null);
        if (_known.Count >= RememberedCountMax) _known.Clear();
        _known[emrId] = tag;
        return tag;
    }
}
