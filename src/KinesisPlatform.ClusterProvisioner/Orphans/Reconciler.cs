using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Emr;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Orphans;

/// <summary>
/// Compares what EMR runs with what the documents say. A cluster whose document waits for one becomes that document's; one that no document accounts for is reported. It never ends a cluster.
/// </summary>
internal sealed class Reconciler(EmrReads emr, TaggedClusters tagged, ClusterStore clusters, IOptions<ProvisionerOptions> options, TimeProvider time, ILogger<Reconciler> logger)
{
    private static readonly ClusterState[] Running = [ClusterState.STARTING, ClusterState.BOOTSTRAPPING, ClusterState.RUNNING, ClusterState.WAITING, ClusterState.TERMINATING];

    public async Task<IReadOnlyList<Orphan>> FindOrphansAsync(CancellationToken cancellationToken)
    {
        var orphans = new List<Orphan>();
        HashSet<string>? active = null;
        var looked = 0;
        await foreach (var cluster in emr.ListClustersAsync(createdAfter: null, Running, cancellationToken))
        {
            if (++looked > options.Value.ReconcileClusterCountMax)
            {
                logger.TooManyClusters(options.Value.ReconcileClusterCountMax);
                break;
            }
            if (cluster.Id is not { } emrId || await tagged.TagOfAsync(emrId, cancellationToken) is not { IsOurs: true } tag) continue;
            active ??= [.. await clusters.ListActiveAsync(cancellationToken)];
            if (await ExplainAsync(emrId, tag.ClusterId, active, cancellationToken) is { } why) orphans.Add(OrphanOf(cluster, emrId, tag.ClusterId, why));
        }
        return orphans;
    }

    /// <returns>Null when a document accounts for the cluster, perhaps from now on.</returns>
    private async Task<string?> ExplainAsync(string emrId, string? clusterId, HashSet<string> active, CancellationToken cancellationToken)
    {
        const string whatToDo = "Nothing ends it by itself but its idle termination: look what it does, and DELETE /clusters/{0} if nobody needs it.";
        var advice = string.Format(System.Globalization.CultureInfo.InvariantCulture, whatToDo, emrId);
        if (clusterId is null || await clusters.FindAsync(clusterId, cancellationToken) is not { } document) return $"It carries this archive's tag, and there is no document of it. {advice}";
        // A mark that was taken away while its document came back to life would leave nobody to follow it.
        if (!document.HasEnded && !active.Contains(document.Id)) await clusters.MarkActiveAsync(document.Id, cancellationToken);
        if (document.EmrId == emrId) return null;
        if (document.EmrId is not null) return $"Its tag says that it is cluster {clusterId}, which is {document.EmrId}. {advice}";
        await clusters.MarkActiveAsync(document.Id, cancellationToken);
        var adopted = await clusters.UpdateAsync(document.Id, found => ClusterTransitions.Started(found, emrId, time.GetUtcNow()), cancellationToken);
        if (adopted is { IsOurs: true }) logger.LaunchFound(document.Id, emrId);
        return adopted?.Document.EmrId == emrId ? null : $"Its tag says that it is cluster {clusterId}, which is another. {advice}";
    }

    private static Orphan OrphanOf(ClusterSummary cluster, string emrId, string? clusterId, string why) =>
        new(emrId, cluster.Name, clusterId, cluster.Status?.State?.Value, cluster.Status?.Timeline?.CreationDateTime is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null, why);
}
