using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Emr;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>Resolves launches that were sent and not answered, or perhaps not even sent, by the tag that the cluster carries.</summary>
internal sealed class LostLaunches(ClusterStore clusters, TaggedClusters tagged, IOptions<ProvisionerOptions> options, TimeProvider time, ILogger<LostLaunches> logger)
{
    public async Task<ClusterDocument> ResolveAsync(ClusterDocument document, CancellationToken cancellationToken)
    {
        // Whoever launches has until here to write down what it was told; a launch that is answered costs no search.
        if (document.LaunchedAt is not { } launchedAt || time.GetUtcNow() < launchedAt + options.Value.PollInterval) return document;
        // Asked before the search: a cluster that comes up while it runs is found by the next one.
        var now = time.GetUtcNow();
        var found = await tagged.FindAsync(document.Id, launchedAt, cancellationToken);
        if (found.Count > 0)
        {
            // The oldest, should there ever be more: the others are reported as orphans.
            var update = await clusters.UpdateAsync(document.Id, d => ClusterTransitions.Started(d, found[^1], time.GetUtcNow()), cancellationToken);
            if (update is { IsOurs: true }) logger.LaunchFound(document.Id, found[^1]);
            return update?.Document ?? document;
        }
        var lost = await clusters.UpdateAsync(document.Id, d => ClusterTransitions.Lost(d, options.Value.LaunchSettleTime, now), cancellationToken);
        if (lost is { IsOurs: true }) logger.LaunchLost(document.Id);
        return lost?.Document ?? document;
    }
}
