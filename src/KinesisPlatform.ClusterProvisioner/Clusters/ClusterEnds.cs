using KinesisPlatform.ClusterProvisioner.Emr;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>Takes <c>DELETE /clusters/{id}</c>: the wish is made durable first, and carried out as soon as it can be, by whichever instance.</summary>
internal sealed class ClusterEnds(ClusterStore clusters, TaggedClusters tagged, EmrReads emr, EmrEnds ends, ClusterRequests requests, TimeProvider time, ILogger<ClusterEnds> logger)
{
    /// <param name="force">Termination protection is taken off.</param>
    /// <returns>The document afterwards.</returns>
    /// <exception cref="PlatformException">Conflict: it is protected.</exception>
    public async Task<ClusterDocument> EndAsync(ClusterDocument document, bool force, string keyId, CancellationToken cancellationToken)
    {
        if (document.HasEnded) return document;
        if (document.EmrId is { } emrId) await CheckProtectionAsync(document.Id, emrId, force, cancellationToken);
        else if (document.Settings.TerminationProtection && !force && document.Phase != ClusterPhase.Requested) throw Protected(document.Id);
        var update = await clusters.UpdateAsync(document.Id, found => ClusterTransitions.AskTermination(found, time.GetUtcNow()), cancellationToken);
        if (update is { IsOurs: true }) logger.TerminationRequested(document.Id, keyId);
        await requests.WakeAsync(document.Id, cancellationToken);
        return update?.Document ?? document;
    }

    /// <summary>Ends a cluster of this archive that no document accounts for.</summary>
    /// <exception cref="PlatformException">NotFound: it is not of this archive.</exception>
    public async Task EndOrphanAsync(string emrId, bool force, string keyId, CancellationToken cancellationToken)
    {
        if (!(await tagged.TagOfAsync(emrId, cancellationToken)).IsOurs) throw new PlatformException(FailureKind.NotFound, $"There is no cluster {emrId} of this archive. GET /clusters lists those there are.");
        await CheckProtectionAsync(emrId, emrId, force, cancellationToken);
        await ends.TerminateAsync(emrId, cancellationToken);
        logger.TerminationRequested(emrId, keyId);
    }

    private async Task CheckProtectionAsync(string id, string emrId, bool force, CancellationToken cancellationToken)
    {
        if ((await emr.DescribeAsync(emrId, cancellationToken))?.TerminationProtected != true) return;
        if (!force) throw Protected(id);
        await ends.UnprotectAsync(emrId, cancellationToken);
    }

    private static PlatformException Protected(string id) => new(FailureKind.Conflict,
        $"Cluster {id} is protected from termination (terminationProtection), so that nobody ends it by mistake. If it is to end, send DELETE /clusters/{id}?force=true, which takes the protection off first.");
}
